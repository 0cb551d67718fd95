import { expect, test } from 'vitest';
import { Refusal } from '../bytes/index.ts';
import { attachSignature, buildTransfer, decodeTransfer, signingDigest } from './evm/index.ts';
import { chainFamilyOf } from './registry.ts';

test('knows every EVM chain by its namespace', () => {
  const family = chainFamilyOf('eip155:31337');
  expect(family.namespace).toBe('eip155');
  expect([family.build, family.decode, family.digest, family.attach]).toEqual([
    buildTransfer,
    decodeTransfer,
    signingDigest,
    attachSignature,
  ]);
});

test.each(['bip122:000000000019d6689c085ae165831e93', 'eip155', 'eip1559:1', ''])('refuses the chain "%s"', (chain) => {
  expect(() => chainFamilyOf(chain)).toThrow(expect.objectContaining({ code: 'CHAIN_UNSUPPORTED' }));
  expect(() => chainFamilyOf(chain)).toThrow(Refusal);
});
