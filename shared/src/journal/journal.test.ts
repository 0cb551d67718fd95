import { describe, expect, it } from 'vitest';
import { fromHex, Refusal, toHex, utf8 } from '../bytes/index.ts';
import {
  checkRemembered,
  EMPTY_HEAD,
  entryHash,
  entryTail,
  followHead,
  type JournalHead,
  nextEntry,
} from './journal.ts';

function logOf(length: number): Uint8Array[] {
  const entries: Uint8Array[] = [];
  let head = EMPTY_HEAD;
  for (let i = 0; i < length; i++) {
    const bytes = nextEntry(head, { at: 1_800_000_000 + i, type: 'signing-completed', body: utf8(`entry ${i}`) });
    entries.push(bytes);
    head = { sequence: head.sequence + 1, hash: entryHash(bytes) };
  }
  return entries;
}

function walk(entries: readonly Uint8Array[]): JournalHead {
  return entries.reduce((head, bytes) => followHead(head, bytes).head, EMPTY_HEAD);
}

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'accepted';
  } catch (error) {
    return error instanceof Refusal ? error.code : `threw ${error}`;
  }
}

const log = logOf(5);
const at = (index: number): Uint8Array => log[index] ?? new Uint8Array(0);
const edited = (): Uint8Array => {
  const bytes = Uint8Array.from(at(2));
  bytes[bytes.length - 1] = 0x39;
  return bytes;
};

describe('the hash chain', () => {
  it('has this first entry and this hash, for ever', () => {
    const bytes = nextEntry(EMPTY_HEAD, { at: 1_800_000_000, type: 'founded', body: fromHex('00') });
    expect(toHex(bytes)).toBe(`a5010102582000${'00'.repeat(31)}031a6b49d200046766${'6f756e646564'}054100`);
    expect(toHex(entryHash(bytes))).toBe('f9cff72bd502bce08ec4457246240633fd3852e8a190e2938288bebe7c554e3b');
  });

  it('is followed from its first entry to its last', () => {
    expect(walk(log).sequence).toBe(5);
  });

  const attacks: readonly (readonly [string, readonly Uint8Array[], string])[] = [
    ['an edited entry', [at(0), at(1), edited(), at(3), at(4)], 'JOURNAL_CHAIN_BROKEN'],
    ['a missing entry', [at(0), at(1), at(3), at(4)], 'JOURNAL_SEQUENCE_WRONG'],
    ['a missing first entry', log.slice(1), 'JOURNAL_SEQUENCE_WRONG'],
    ['a doubled entry', [at(0), at(1), at(1), at(2)], 'JOURNAL_SEQUENCE_WRONG'],
    ['two entries swapped', [at(0), at(2), at(1), at(3), at(4)], 'JOURNAL_SEQUENCE_WRONG'],
    [
      'a foreign entry',
      [at(0), nextEntry({ sequence: 1, hash: new Uint8Array(32) }, { at: 0, type: 'a', body: at(0) })],
      'JOURNAL_CHAIN_BROKEN',
    ],
    ['bytes behind an entry', [Uint8Array.of(...at(0), 0)], 'CBOR_NOT_CANONICAL'],
  ];
  it.each(attacks)('with %s is refused', (_name, entries, code) => {
    expect(codeOf(() => walk(entries))).toBe(code);
  });
});

it('an entry is its sequence number, the hash before it, and a tail that does not depend on the log', () => {
  const entry = { at: 1_800_000_000, type: 'signing-completed', body: utf8('x'.repeat(300)) };
  const tail = toHex(entryTail(entry));
  for (const [sequence, encoded] of [
    [1, '01'],
    [24, '1818'],
    [70_000, '1a00011170'],
  ] as const) {
    const hash = new Uint8Array(32).fill(sequence);
    const bytes = nextEntry({ sequence: sequence - 1, hash }, entry);
    expect(toHex(bytes)).toBe(`a501${encoded}025820${toHex(hash)}${tail}`);
  }
});

describe('a remembered head', () => {
  const hashAt = (sequence: number): Uint8Array => entryHash(at(sequence - 1));
  const full = walk(log);

  it('of the newest entry, or of one before it, is accepted', () => {
    expect(codeOf(() => checkRemembered(full, full, hashAt))).toBe('accepted');
    expect(codeOf(() => checkRemembered(walk(log.slice(0, 3)), full, hashAt))).toBe('accepted');
    expect(codeOf(() => checkRemembered(EMPTY_HEAD, full, hashAt))).toBe('accepted');
  });

  it('that is newer than the log shows that the log was cut or is an old copy', () => {
    expect(codeOf(() => checkRemembered(full, walk(log.slice(0, 4)), hashAt))).toBe('JOURNAL_TRUNCATED');
  });

  it('that differs shows that the log was replaced', () => {
    const other = { sequence: 3, hash: new Uint8Array(32).fill(1) };
    expect(codeOf(() => checkRemembered(other, full, hashAt))).toBe('JOURNAL_HEAD_MISMATCH');
  });
});
