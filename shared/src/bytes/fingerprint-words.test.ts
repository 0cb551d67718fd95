import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprintWords } from './fingerprint-words.ts';

test('the words of a digest are these, for ever: bytewords (BCR-2020-012) of its first eight bytes', () => {
  const digest = Uint8Array.from(createHash('sha256').update('').digest());
  // e3 b0 c4 42 98 fc 1c 14
  expect(fingerprintWords(digest).join(' ')).toBe('vial puff sets flew monk zest code bulb');
});

test('digests whose first 64 bits differ have different words', () => {
  const digests = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(digests, fc.nat({ max: 7 }), fc.integer({ min: 1, max: 255 }), (digest, at, flip) => {
      const other = digest.with(at, (digest[at] ?? 0) ^ flip);
      expect(fingerprintWords(other)).not.toEqual(fingerprintWords(digest));
    }),
  );
});

test('what is no digest has no words', () => {
  expect(() => fingerprintWords(new Uint8Array(31))).toThrow(RangeError);
});
