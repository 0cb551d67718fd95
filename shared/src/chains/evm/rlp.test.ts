import { decodeRlp as decodeByEthers, encodeRlp as encodeByEthers } from 'ethers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectors from '../../../vectors/evm/rlp.json' with { type: 'json' };
import { fromHex, toHex } from '../../bytes/index.ts';
import { codeOf } from '../../testing/code-of.ts';
import { decodeRlp, encodeRlp, type Rlp } from './rlp.ts';

type Nested = string | readonly Nested[];

function bytesOf(value: Nested): Rlp {
  return typeof value === 'string' ? fromHex(value) : value.map(bytesOf);
}

/** The same value as ethers holds it. */
function hexOf(value: Rlp): Nested {
  return value instanceof Uint8Array ? `0x${toHex(value)}` : value.map(hexOf);
}

describe('the vectors of Ethereum', () => {
  it.each(vectors.valid.map(({ name, value, encoded }) => [name, value as Nested, encoded] as const))(
    '%s',
    (_name, value, encoded) => {
      expect(toHex(encodeRlp(bytesOf(value)))).toBe(encoded);
      expect(decodeRlp(fromHex(encoded))).toEqual(bytesOf(value));
    },
  );

  it.each(vectors.invalid.map(({ name, encoded, code }) => [name, encoded, code] as const))(
    '%s is refused',
    (_name, encoded, code) => {
      expect(codeOf(() => decodeRlp(fromHex(encoded)))).toBe(code);
    },
  );
});

describe('one form only', () => {
  const attacks: readonly (readonly [string, string, string])[] = [
    ['no bytes', '', 'TX_RLP_INVALID'],
    ['a byte with a prefix that it does not need', '8100', 'TX_RLP_NOT_CANONICAL'],
    ['the same inside a list', 'c2817f', 'TX_RLP_NOT_CANONICAL'],
    ['55 bytes with a long length', `b837${'61'.repeat(55)}`, 'TX_RLP_NOT_CANONICAL'],
    ['a list of 55 bytes with a long length', `f837${'01'.repeat(55)}`, 'TX_RLP_NOT_CANONICAL'],
    ['a length with a leading zero', `b90038${'61'.repeat(56)}`, 'TX_RLP_NOT_CANONICAL'],
    ['a length that is only announced', 'b8', 'TX_RLP_INVALID'],
    ['a length that is cut off', 'b901', 'TX_RLP_INVALID'],
    ['a length of five bytes', 'bc0100000000', 'TX_RLP_INVALID'],
    ['a length of 4 GiB', 'bbffffffff', 'TX_RLP_INVALID'],
    ['a list of 4 GiB', 'fbffffffff', 'TX_RLP_INVALID'],
    ['bytes that end early', '83646f', 'TX_RLP_INVALID'],
    ['a list that ends early', 'c3646f', 'TX_RLP_INVALID'],
    ['an item that ends behind its list', 'c283646f67', 'TX_RLP_INVALID'],
    ['a list that ends behind its list', 'c2c364646464', 'TX_RLP_INVALID'],
    ['a byte behind the end', '8000', 'TX_TRAILING_BYTES'],
    ['two values', 'c0c0', 'TX_TRAILING_BYTES'],
    ['lists five deep', 'c4c3c2c1c0', 'TX_RLP_INVALID'],
  ];
  it.each(attacks)('%s is refused', (_name, encoded, code) => {
    expect(codeOf(() => decodeRlp(fromHex(encoded)))).toBe(code);
  });

  it('lists four deep are read: an access list is that deep', () => {
    expect(decodeRlp(fromHex('c3c2c1c0'))).toEqual([[[[]]]]);
  });

  it('what is read shares no memory with what it was read from, a Buffer included', () => {
    const bytes = Buffer.from('c98401020304830a0b0c', 'hex');
    const value = decodeRlp(bytes);
    bytes.fill(0xff);
    expect(value).toEqual([fromHex('01020304'), fromHex('0a0b0c')]);
  });
});

const values = fc.letrec<{ value: Rlp; bytes: Uint8Array; list: Rlp[] }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', maxDepth: 3 }, tie('bytes'), tie('list')),
  bytes: fc.oneof(fc.uint8Array({ maxLength: 3 }), fc.uint8Array({ minLength: 50, maxLength: 300 })),
  list: fc.array(tie('value'), { maxLength: 6 }),
})).value;

describe('against ethers', () => {
  it('any value is written to the same bytes, and read again', () => {
    fc.assert(
      fc.property(values, (value) => {
        const encoded = encodeRlp(value);
        expect(`0x${toHex(encoded)}`).toBe(encodeByEthers(hexOf(value) as Parameters<typeof encodeByEthers>[0]));
        expect(decodeRlp(encoded)).toEqual(value);
      }),
    );
  });

  it('what is accepted of random bytes is the one form of what ethers reads in them', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 12 }),
      fc.array(fc.constantFrom(0x00, 0x01, 0x7f, 0x80, 0x81, 0xb7, 0xb8, 0xc0, 0xc1, 0xc2, 0xf7, 0xf8), {
        maxLength: 8,
      }),
    );
    fc.assert(
      fc.property(bytes, (candidate) => {
        const encoded = Uint8Array.from(candidate);
        const code = codeOf(() => {
          const value = decodeRlp(encoded);
          expect(toHex(encodeRlp(value))).toBe(toHex(encoded));
          expect(hexOf(value)).toEqual(decodeByEthers(encoded));
        });
        expect(code).toMatch(/^(accepted|TX_RLP_INVALID|TX_RLP_NOT_CANONICAL|TX_TRAILING_BYTES)$/);
      }),
      { numRuns: 5000 },
    );
  });
});
