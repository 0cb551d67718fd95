import { createDecipheriv, createECDH } from 'node:crypto';
import { expect, test } from 'vitest';
import { type SealedShare, sealShare } from './seal-share.ts';
import { refusalOf } from './testing/refusal-of.ts';

const officer = createECDH('prime256v1');
officer.generateKeys();
const sharePublicKey = Uint8Array.from(Buffer.from(officer.getPublicKey('hex', 'compressed'), 'hex'));
const share = Uint8Array.from(Buffer.from('a share of a PIN'));
const binding = Uint8Array.from(Buffer.from('vault 1, officer 2'));

/** What the token does inside, done in software: a second implementation to judge the first. */
function open({ ephemeralPublicKey, nonce, ciphertext }: SealedShare, aad: Uint8Array): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', officer.computeSecret(ephemeralPublicKey), nonce);
  decipher.setAAD(aad);
  decipher.setAuthTag(ciphertext.subarray(-16));
  return Uint8Array.from(Buffer.concat([decipher.update(ciphertext.subarray(0, -16)), decipher.final()]));
}

test('seals to the holder of the key, bound to its purpose', () => {
  const sealed = sealShare(share, sharePublicKey, binding);
  expect(open(sealed, binding)).toEqual(share);
  expect(() => open(sealed, Uint8Array.of(1))).toThrow();
});

test('uses a new key and a new nonce each time', () => {
  const [a, b] = [sealShare(share, sharePublicKey, binding), sealShare(share, sharePublicKey, binding)];
  expect(a.ephemeralPublicKey).not.toEqual(b.ephemeralPublicKey);
  expect(a.nonce).not.toEqual(b.nonce);
  expect(a.ciphertext).not.toEqual(b.ciphertext);
});

test('refuses to seal to what is no public key', () => {
  expect(refusalOf(() => sealShare(share, new Uint8Array(33), binding))).toBe('PUBLIC_KEY_INVALID');
});
