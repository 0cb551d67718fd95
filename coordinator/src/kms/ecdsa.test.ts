import { createPublicKey } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkedSignature, publicKeyOfSpki, recoveryBit } from './ecdsa.ts';

const CURVES = { secp256k1, 'P-256': p256 } as const;
const digests = fc.uint8Array({ minLength: 32, maxLength: 32 });

test.each(['secp256k1', 'P-256'] as const)('%s: any DER signature, high or low s, becomes the low one', (name) => {
  const curve = CURVES[name];
  const { secretKey, publicKey } = curve.keygen();
  fc.assert(
    fc.property(digests, fc.boolean(), (digest, flip) => {
      const { r, s } = curve.Signature.fromBytes(curve.sign(digest, secretKey, { prehash: false, lowS: false }));
      const der = new curve.Signature(r, flip ? curve.Point.Fn.ORDER - s : s).toBytes('der');
      const bytes = checkedSignature(name, der, digest, publicKey);
      expect(bytes && curve.Signature.fromBytes(bytes).hasHighS()).toBe(false);
      expect(bytes && curve.verify(bytes, digest, publicKey, { prehash: false, lowS: true })).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test('a signature over another digest, or of another key, does not come out', () => {
  const { secretKey, publicKey } = secp256k1.keygen();
  const digest = new Uint8Array(32).fill(1);
  const der = secp256k1.sign(digest, secretKey, { prehash: false, format: 'der' });
  expect(checkedSignature('secp256k1', der, new Uint8Array(32).fill(2), publicKey)).toBeUndefined();
  expect(checkedSignature('secp256k1', der, digest, secp256k1.keygen().publicKey)).toBeUndefined();
});

test('DER with bytes behind its end is refused', () => {
  const { secretKey, publicKey } = secp256k1.keygen();
  const digest = new Uint8Array(32).fill(1);
  const der = secp256k1.sign(digest, secretKey, { prehash: false, format: 'der' });
  expect(() => checkedSignature('secp256k1', Uint8Array.of(...der, 0), digest, publicKey)).toThrow();
});

test('the recovery bit leads to the key, and to no other', () => {
  const { secretKey, publicKey } = secp256k1.keygen();
  fc.assert(
    fc.property(digests, (digest) => {
      const recovered = secp256k1.sign(digest, secretKey, { prehash: false, format: 'recovered' });
      expect(recoveryBit(recovered.subarray(1), digest, publicKey)).toBe(recovered[0]);
    }),
    { numRuns: 30 },
  );
  const signature = secp256k1.sign(new Uint8Array(32).fill(1), secretKey, { prehash: false });
  expect(recoveryBit(signature, new Uint8Array(32).fill(1), secp256k1.keygen().publicKey)).toBeUndefined();
});

test.each([
  ['secp256k1', 'secp256k1'],
  ['P-256', 'P-256'],
] as const)('reads the SubjectPublicKeyInfo of %s', (name, crv) => {
  const { secretKey } = CURVES[name].keygen();
  const point = Buffer.from(CURVES[name].getPublicKey(secretKey, false));
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const key = createPublicKey({ key: { kty: 'EC', crv, x, y }, format: 'jwk' });
  const read = publicKeyOfSpki(key.export({ format: 'der', type: 'spki' }));
  expect(read).toEqual({ curve: name, publicKey: CURVES[name].getPublicKey(secretKey, true) });
});
