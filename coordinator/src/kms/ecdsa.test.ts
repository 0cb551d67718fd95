import { createPublicKey } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hotSignature, identitySignature, publicKeyOfSpki } from './ecdsa.ts';

const CURVES = { secp256k1, 'P-256': p256 } as const;
const CHECKS = { secp256k1: hotSignature, 'P-256': identitySignature } as const;
const digests = fc.uint8Array({ minLength: 32, maxLength: 32 });

test.each(['secp256k1', 'P-256'] as const)('%s: any DER signature, high or low s, becomes the low one', (name) => {
  const curve = CURVES[name];
  const { secretKey, publicKey } = curve.keygen();
  fc.assert(
    fc.property(digests, fc.boolean(), (digest, flip) => {
      const { r, s } = curve.Signature.fromBytes(curve.sign(digest, secretKey, { prehash: false, lowS: false }));
      const der = new curve.Signature(r, flip ? curve.Point.Fn.ORDER - s : s).toBytes('der');
      const bytes = CHECKS[name](der, digest, publicKey)?.subarray(0, 64) ?? new Uint8Array();
      expect(curve.Signature.fromBytes(bytes).hasHighS()).toBe(false);
      expect(curve.verify(bytes, digest, publicKey, { prehash: false, lowS: true })).toBe(true);
    }),
    { numRuns: 30 },
  );
});

describe.each(['secp256k1', 'P-256'] as const)('%s', (name) => {
  const curve = CURVES[name];
  const check = CHECKS[name];
  const { secretKey, publicKey } = curve.keygen();
  const digest = new Uint8Array(32).fill(1);
  const der = curve.sign(digest, secretKey, { prehash: false, format: 'der' });

  test('a signature over another digest, or of another key, does not come out', () => {
    expect(check(der, digest, publicKey)).toBeDefined();
    expect(check(der, new Uint8Array(32).fill(2), publicKey)).toBeUndefined();
    expect(check(der, digest, curve.keygen().publicKey)).toBeUndefined();
  });

  test('a signature with any one bit changed does not come out', () => {
    const { r, s } = curve.Signature.fromBytes(der, 'der');
    for (let bit = 0n; bit < 256n; bit++) {
      for (const changed of [
        [r ^ (1n << bit), s],
        [r, s ^ (1n << bit)],
      ] as const) {
        if (changed.some((value) => value === 0n || value >= curve.Point.Fn.ORDER)) continue;
        expect(check(new curve.Signature(...changed).toBytes('der'), digest, publicKey)).toBeUndefined();
      }
    }
  });

  test('DER with bytes behind its end is refused', () => {
    expect(() => check(Uint8Array.of(...der, 0), digest, publicKey)).toThrow();
  });
});

test('the recovery bit is the one that noble makes', () => {
  const { secretKey, publicKey } = secp256k1.keygen();
  fc.assert(
    fc.property(digests, (digest) => {
      const [bit, ...signature] = secp256k1.sign(digest, secretKey, { prehash: false, format: 'recovered' });
      const der = secp256k1.Signature.fromBytes(Uint8Array.from(signature)).toBytes('der');
      expect(hotSignature(der, digest, publicKey)).toEqual(Uint8Array.of(...signature, bit ?? 9));
    }),
    { numRuns: 30 },
  );
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
