import { BYTEWORDS } from '../bytes/bytewords-list.ts';
import { concatBytes, equalBytes, Refusal, refuseUnless } from '../bytes/index.ts';
import { crc32, uint32Bytes } from './crc32.ts';

/** How a byte is written: as its whole word, words apart by a blank, or as the word's first and last letter. */
export type BytewordsStyle = 'standard' | 'minimal';

const CHECKSUM_LENGTH = 4;
const MINIMAL_WORDS = BYTEWORDS.map((word) => word.slice(0, 1) + word.slice(-1));
const BYTE_OF_WORD = new Map(BYTEWORDS.map((word, byte) => [word, byte]));
const BYTE_OF_MINIMAL_WORD = new Map(MINIMAL_WORDS.map((word, byte) => [word, byte]));

/** Bytewords of the bytes followed by their CRC-32, in lower case (BCR-2020-012). */
export function encodeBytewords(bytes: Uint8Array, style: BytewordsStyle = 'minimal'): string {
  const words = style === 'minimal' ? MINIMAL_WORDS : BYTEWORDS;
  const spelled = Array.from(concatBytes(bytes, uint32Bytes(crc32(bytes))), (byte) => words[byte] ?? '');
  return spelled.join(style === 'minimal' ? '' : ' ');
}

/**
 * The bytes that Bytewords in upper or lower case stand for, without their checksum (BCR-2020-012). Refuses what is not
 * made of whole words with UR_SYNTAX, and a checksum that does not fit with UR_CHECKSUM.
 */
export function decodeBytewords(text: string, style: BytewordsStyle = 'minimal'): Uint8Array {
  const lookUp = style === 'minimal' ? BYTE_OF_MINIMAL_WORD : BYTE_OF_WORD;
  const all = Uint8Array.from(splitWords(text, style), (word) => byteOf(word, lookUp));
  refuseUnless(all.length >= CHECKSUM_LENGTH, 'UR_SYNTAX', 'This frame is cut off. Keep the camera on the code.');
  const body = all.subarray(0, -CHECKSUM_LENGTH);
  const intact = equalBytes(all.subarray(-CHECKSUM_LENGTH), uint32Bytes(crc32(body)));
  refuseUnless(
    intact,
    'UR_CHECKSUM',
    'This frame was misread: its checksum does not fit. Keep the camera on the code.',
  );
  return body;
}

function splitWords(text: string, style: BytewordsStyle): string[] {
  if (!/^[A-Za-z ]*$/.test(text)) throw notBytewords();
  const lowered = text.toLowerCase();
  if (style === 'standard') return lowered.split(' ');
  if (lowered.length % 2 !== 0) throw notBytewords();
  return Array.from({ length: lowered.length / 2 }, (_, index) => lowered.slice(2 * index, 2 * index + 2));
}

function byteOf(word: string, lookUp: ReadonlyMap<string, number>): number {
  const byte = lookUp.get(word);
  if (byte === undefined) throw notBytewords();
  return byte;
}

function notBytewords(): Refusal {
  return new Refusal('UR_SYNTAX', 'This frame holds letters that stand for no byte. Keep the camera on the code.');
}
