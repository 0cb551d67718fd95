import { expect, test } from 'vitest';
import { BYTEWORDS } from './bytewords-list.ts';

test('holds 256 different words of four lower-case letters, in alphabetical order, frozen', () => {
  expect(BYTEWORDS).toHaveLength(256);
  expect(new Set(BYTEWORDS).size).toBe(256);
  expect(BYTEWORDS.every((word) => /^[a-z]{4}$/.test(word))).toBe(true);
  expect([...BYTEWORDS].sort()).toEqual(BYTEWORDS);
  expect(Object.isFrozen(BYTEWORDS)).toBe(true);
});

test('tells any two words apart by the first and the last letter', () => {
  expect(new Set(BYTEWORDS.map((word) => `${word[0]}${word[3]}`)).size).toBe(256);
});
