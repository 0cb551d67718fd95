import { ECDH, generateKeyPairSync } from 'node:crypto';
import { toHex } from '@vieraugen/shared/bytes';
import { expect, test } from 'vitest';
import { compressedKeyOfSpki, digestOfAccount } from './account-words.ts';

test('a key that the browser tells is compressed as the coordinator does it', () => {
  for (let i = 0; i < 20; i++) {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    const compressed = compressedKeyOfSpki(Uint8Array.from(spki));
    const expected = ECDH.convertKey(spki.subarray(-65), 'prime256v1', undefined, 'hex', 'compressed');
    expect(compressed && toHex(compressed)).toBe(expected);
  }
});

test('a key of another kind is none', () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  expect(compressedKeyOfSpki(Uint8Array.from(publicKey.export({ type: 'spki', format: 'der' })))).toBeUndefined();
  expect(compressedKeyOfSpki(new Uint8Array(91))).toBeUndefined();
});

test('who is shown another name, role or inviter sees other words', () => {
  const account = {
    id: '0b0e7b4e-7a7c-4a63-9d8f-0a0c55c8f1a1',
    name: 'Anna',
    roles: ['approver'] as ('approver' | 'auditor')[],
    state: 'unconfirmed' as const,
    invitedBy: null,
    confirmedBy: null,
    refusal: null,
    createdAt: '2026-01-01T00:00:00.000Z',
  };
  const passkey = { credentialId: new Uint8Array(16), publicKey: new Uint8Array(33) };
  const digests = [
    account,
    { ...account, name: 'Anne' },
    { ...account, roles: ['auditor' as const] },
    { ...account, invitedBy: account.id },
  ].map((shown) => toHex(digestOfAccount(shown, passkey)));
  expect(new Set(digests).size).toBe(4);
});
