import { BYTEWORDS } from './bytewords-list.ts';

const WORDS_SHOWN = 8;

/**
 * The eight words that both screens show for a digest, one byteword (BCR-2020-012) for each of its first eight bytes.
 * Two people who compare them compare 64 bits: enough against a chance match and against a search within a ceremony.
 */
export function fingerprintWords(digest: Uint8Array): readonly string[] {
  if (digest.length !== 32) throw new RangeError('fingerprintWords: a digest has 32 bytes');
  return Array.from(digest.subarray(0, WORDS_SHOWN), (byte) => BYTEWORDS[byte] ?? '');
}
