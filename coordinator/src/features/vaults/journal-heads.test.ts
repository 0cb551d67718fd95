import { Refusal } from '@vieraugen/shared/bytes';
import { expect, test } from 'vitest';
import { checkAgainst, type ToldHead } from './journal-heads.ts';

const told = (messageSequence: number, sequence: number, hash = sequence): ToldHead => ({
  head: { sequence, hash: new Uint8Array(32).fill(hash) },
  messageSequence,
  messageDigest: new Uint8Array(32).fill(messageSequence),
});

test.each([
  ['a later message from further on', told(3, 5), told(4, 7)],
  ['an earlier message that arrives late', told(4, 7), told(3, 5)],
  ['two messages about the same entry', told(3, 5), told(4, 5)],
])('accepts %s', (_name, known, next) => {
  expect(() => checkAgainst(known, next)).not.toThrow();
});

test.each([
  ['an older copy of the journal', told(4, 7), told(5, 6), 'JOURNAL_WENT_BACK'],
  ['an earlier message that knows more than a later one', told(4, 7), told(3, 8), 'JOURNAL_WENT_BACK'],
  ['an entry with another hash', told(3, 5), told(4, 5, 99), 'JOURNAL_HEAD_MISMATCH'],
])('refuses %s', (_name, known, next, code) => {
  expect(codeOf(() => checkAgainst(known, next))).toBe(code);
});

function codeOf(act: () => void): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'nothing';
}
