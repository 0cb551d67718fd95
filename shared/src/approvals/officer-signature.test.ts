import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { describe, expect, it } from 'vitest';
import { bytesToUint, concatBytes, uintToBytes } from '../bytes/index.ts';
import { codeOf } from '../testing/code-of.ts';
import { verifyOfficerSignature } from './officer-signature.ts';

const ORDER = p256.Point.CURVE().n;
const key = new Uint8Array(32).fill(0x21);
const publicKey = p256.getPublicKey(key, true);
const digest = new Uint8Array(32).fill(0x42);
const good = p256.sign(digest, key, { prehash: false, lowS: true });

const judge = (signature: Uint8Array, over = digest, by = publicKey): string =>
  codeOf(() => verifyOfficerSignature(by, over, signature));

function padded(number: bigint): Uint8Array {
  const bytes = uintToBytes(number);
  return concatBytes(new Uint8Array(32 - bytes.length), bytes);
}

const s = bytesToUint(good.subarray(32));
const withS = (number: bigint): Uint8Array => concatBytes(good.subarray(0, 32), padded(number));
const withR = (number: bigint): Uint8Array => concatBytes(padded(number), good.subarray(32));

describe('the signature of an officer', () => {
  it('is accepted, s low or high: tokens answer with either', () => {
    expect(judge(good)).toBe('accepted');
    expect(judge(withS(ORDER - s))).toBe('accepted');
  });

  it('of another library over the same digest is accepted', () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' });
    const point = concatBytes(Uint8Array.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url'));
    const message = Buffer.from('what the officer saw');
    const signature = sign('sha256', message, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' });
    const over = Uint8Array.from(createHash('sha256').update(message).digest());
    const compressed = p256.Point.fromBytes(point).toBytes(true);
    expect(judge(Uint8Array.from(signature), over, compressed)).toBe('accepted');
  });

  const otherKey = new Uint8Array(32).fill(0x22);
  const attacks: readonly (readonly [string, Uint8Array])[] = [
    ['no bytes', new Uint8Array(0)],
    ['a byte too short', good.slice(1)],
    ['a byte too long', concatBytes(good, Uint8Array.of(0))],
    ['DER', p256.sign(digest, key, { prehash: false, format: 'der' })],
    ['zeros', new Uint8Array(64)],
    ['r = 0', withR(0n)],
    ['r = the order', withR(ORDER)],
    ['s = 0', withS(0n)],
    ['s = the order', withS(ORDER)],
    ['s over the order', withS(2n ** 256n - 1n)],
    ['over the digest of the digest', p256.sign(digest, key, { prehash: true })],
    ['over another digest', p256.sign(digest.with(0, 0), key, { prehash: false })],
    ['of another token', p256.sign(digest, otherKey, { prehash: false })],
  ];
  it.each(attacks)('%s: refused', (_name, signature) => {
    expect(judge(signature)).toBe('OFFICER_SIGNATURE_INVALID');
  });

  it('with any one bit changed is refused', () => {
    for (let bit = 0; bit < 64 * 8; bit++) {
      const position = bit >> 3;
      const changed = good.with(position, (good[position] ?? 0) ^ (1 << (bit & 7)));
      expect(judge(changed)).toBe('OFFICER_SIGNATURE_INVALID');
    }
  });

  it('is refused under what is no key', () => {
    expect(judge(good, digest, new Uint8Array(33))).toBe('OFFICER_SIGNATURE_INVALID');
    expect(judge(good, digest, publicKey.with(0, 5))).toBe('OFFICER_SIGNATURE_INVALID');
  });

  it('over a digest of another length is a bug, not a refusal', () => {
    expect(() => verifyOfficerSignature(publicKey, digest.subarray(1), good)).toThrow(RangeError);
  });
});
