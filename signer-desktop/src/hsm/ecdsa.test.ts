import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { bytesToUint, concatBytes, uintToBytes } from '@vieraugen/shared/bytes';
import { signatureWithRecovery } from '@vieraugen/shared/chains/evm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chainSignature as chainSignatureBy, checkedP256Signature } from './ecdsa.ts';
import { loadRecoverKey } from './recover-key.ts';
import { refusalOf } from './testing/refusal-of.ts';

const recover = await loadRecoverKey();
const chainSignature = (digest: Uint8Array, signature: Uint8Array, key: Uint8Array) =>
  chainSignatureBy(digest, signature, key, recover);
const SELF_CHECK = 'SIGNATURE_SELF_CHECK_FAILED';
const ORDER = secp256k1.Point.CURVE().n;
const secretKey = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const publicKey = secp256k1.getPublicKey(secretKey);
const otherKey = secp256k1.getPublicKey(Uint8Array.from({ length: 32 }, (_, i) => i + 2));
const digests = fc.uint8Array({ minLength: 32, maxLength: 32 });

const signed = (digest: Uint8Array) => secp256k1.sign(digest, secretKey, { prehash: false });

function withHighS(signature: Uint8Array): Uint8Array {
  const s = uintToBytes(ORDER - bytesToUint(signature.subarray(32)));
  return concatBytes(signature.subarray(0, 32), new Uint8Array(32 - s.length), s);
}

test('gives the same 65 bytes as recovering the key does, from low and high s', () => {
  fc.assert(
    fc.property(digests, (digest) => {
      const low = signed(digest);
      const expected = signatureWithRecovery(digest, low, publicKey);
      expect(chainSignature(digest, low, publicKey)).toEqual(expected);
      expect(chainSignature(digest, withHighS(low), publicKey)).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

test('releases no signature of another key, over another digest, or with any byte changed', () => {
  const digest = new Uint8Array(32).fill(7);
  const good = signed(digest);
  expect(refusalOf(() => chainSignature(digest, good, otherKey))).toBe(SELF_CHECK);
  expect(refusalOf(() => chainSignature(new Uint8Array(32).fill(8), good, publicKey))).toBe(SELF_CHECK);
  for (let index = 0; index < good.length; index++) {
    const changed = good.with(index, (good[index] ?? 0) ^ 1);
    expect(
      refusalOf(() => chainSignature(digest, changed, publicKey)),
      `byte ${index}`,
    ).toBe(SELF_CHECK);
  }
});

test.each([
  ['empty', new Uint8Array()],
  ['zeros', new Uint8Array(64)],
  ['all ones', new Uint8Array(64).fill(0xff)],
  ['a byte short', new Uint8Array(63).fill(1)],
  ['a byte long', new Uint8Array(65).fill(1)],
])('releases no signature that is %s', (_, signature) => {
  const digest = new Uint8Array(32).fill(7);
  expect(refusalOf(() => chainSignature(digest, signature, publicKey))).toBe(SELF_CHECK);
  expect(refusalOf(() => checkedP256Signature(digest, signature, p256.getPublicKey(secretKey)))).toBe(SELF_CHECK);
});

test('releases a P-256 signature with either s, and none of another key', () => {
  const digest = new Uint8Array(32).fill(9);
  const p256Key = p256.getPublicKey(secretKey);
  for (const lowS of [true, false]) {
    const signature = p256.sign(digest, secretKey, { prehash: false, lowS });
    expect(checkedP256Signature(digest, signature, p256Key)).toEqual(signature);
    const wrong = p256.getPublicKey(Uint8Array.from({ length: 32 }, () => 5));
    expect(refusalOf(() => checkedP256Signature(digest, signature, wrong))).toBe(SELF_CHECK);
  }
});
