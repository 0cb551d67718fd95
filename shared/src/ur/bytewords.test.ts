import { describe, expect, test } from 'vitest';
import { type BytewordsStyle, decodeBytewords, encodeBytewords } from './bytewords.ts';

const BYTES = Uint8Array.of(120, 0, 255, 7);
const minimal = encodeBytewords(BYTES);
const standard = encodeBytewords(BYTES, 'standard');

describe('Bytewords', () => {
  test.each<[string, string, BytewordsStyle]>([
    ['a letter too many', `${minimal}a`, 'minimal'],
    ['blanks between minimal words', standard, 'minimal'],
    ['minimal words where whole ones are due', minimal, 'standard'],
    ['two blanks', standard.replace(' ', '  '), 'standard'],
    ['a blank behind', `${standard} `, 'standard'],
    ['a word of another list', standard.replace('keys', 'keel'), 'standard'],
    ['a letter that lower-cases into ASCII', standard.replace('k', '\u212a'), 'standard'],
    ['a digit', minimal.replace('k', '1'), 'minimal'],
    ['nothing', '', 'minimal'],
  ])('refuses %s', (_, text, style) => {
    expect(() => decodeBytewords(text, style)).toThrow(expect.objectContaining({ code: 'UR_SYNTAX' }));
  });

  test('refuses two words that were swapped', () => {
    const swapped = minimal.slice(2, 4) + minimal.slice(0, 2) + minimal.slice(4);
    expect(() => decodeBytewords(swapped)).toThrow(expect.objectContaining({ code: 'UR_CHECKSUM' }));
  });
});
