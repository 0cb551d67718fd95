import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { concatBytes } from '@vieraugen/shared/bytes';
import { expect, test } from 'vitest';
import { compressedPointOf, uncompressedP256 } from './points.ts';
import { refusalOf } from './testing/refusal-of.ts';

const secretKey = new Uint8Array(32).fill(3);

test.each([
  ['p256', p256],
  ['secp256k1', secp256k1],
] as const)('reads a %s point with and without its DER octet string', (curve, { getPublicKey }) => {
  const bare = getPublicKey(secretKey, false);
  const compressed = getPublicKey(secretKey, true);
  expect(compressedPointOf(curve, concatBytes(Uint8Array.of(0x04, 0x41), bare))).toEqual(compressed);
  expect(compressedPointOf(curve, bare)).toEqual(compressed);
  expect(compressedPointOf(curve, compressed)).toEqual(compressed);
});

test('refuses what is no point of the curve', () => {
  const onOtherCurve = secp256k1.getPublicKey(secretKey, false);
  for (const bytes of [
    new Uint8Array(),
    new Uint8Array(65).fill(4),
    onOtherCurve,
    Uint8Array.of(2, ...new Uint8Array(32).fill(0xff)),
  ]) {
    expect(refusalOf(() => compressedPointOf('p256', bytes))).toBe('PUBLIC_KEY_INVALID');
    expect(refusalOf(() => uncompressedP256(bytes))).toBe('PUBLIC_KEY_INVALID');
  }
});
