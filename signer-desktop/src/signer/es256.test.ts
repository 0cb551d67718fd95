import { createHash } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { concatBytes } from '@vieraugen/shared/bytes';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { verifyEs256 } from './es256.ts';

const { secretKey, publicKey } = p256.keygen();
const message = Uint8Array.from(createHash('sha256').update('message').digest());
const good = p256.sign(message, secretKey, { format: 'der', lowS: false });
const body = good.subarray(2);
const r = body.subarray(2, 2 + (body[1] ?? 0));
const s = body.subarray(2 + r.length);

it('takes what the key signed, with either s', () => {
  const { Signature, Point } = p256;
  const parsed = Signature.fromBytes(good, 'der');
  expect(verifyEs256(good, message, publicKey)).toBe(true);
  expect(verifyEs256(new Signature(parsed.r, Point.Fn.ORDER - parsed.s).toBytes('der'), message, publicKey)).toBe(true);
});

it.each([
  ['no bytes', new Uint8Array(0)],
  ['bytes behind the signature', concatBytes(good, Uint8Array.of(0))],
  ['a length in the long form', concatBytes(Uint8Array.of(0x30, 0x81, body.length), body)],
  ['an r with a needless zero', concatBytes(Uint8Array.of(0x30, body.length + 1, 2, r.length + 1, 0), r, s)],
  ['r and s without their DER', p256.sign(message, secretKey)],
])('refuses %s', (_what, signature) => {
  expect(verifyEs256(signature, message, publicKey)).toBe(false);
});

it.each([
  ['another key', p256.keygen().publicKey],
  ['a point that is not on the curve', publicKey.with(0, 5)],
  ['an uncompressed point', p256.Point.fromBytes(publicKey).toBytes(false)],
  ['no key', new Uint8Array(0)],
])('refuses under %s', (_what, key) => {
  expect(verifyEs256(good, message, key)).toBe(false);
});

it('says of a signature with a flipped bit what the implementation in JavaScript says', () => {
  const byNoble = (signature: Uint8Array, content: Uint8Array) => {
    try {
      return p256.verify(signature, content, publicKey, { format: 'der', lowS: false });
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(fc.nat(good.length * 8 - 1), (bit) => {
      const changed = good.with(bit >> 3, (good[bit >> 3] ?? 0) ^ (1 << (bit & 7)));
      expect(verifyEs256(changed, message, publicKey)).toBe(byNoble(changed, message));
    }),
  );
});
