import { equalBytes, Refusal, refuseUnless, taggedDigest } from '../bytes/index.ts';
import {
  at,
  bytesBetween,
  bytesOf,
  decodeRecord,
  encodeRecord,
  type RecordField,
  record,
  textLike,
  uintUpTo,
} from '../cbor/index.ts';

/** One entry of either log: the signer's journal or the coordinator's audit log. */
export type JournalEntry = {
  /** 1 for the first entry, then without a gap. */
  readonly sequence: number;
  /** {@link entryHash} of the entry before; {@link GENESIS_HASH} in the first. */
  readonly previousHash: Uint8Array;
  /** Seconds since the epoch, by the clock of the side that writes. */
  readonly at: number;
  /** What happened, in kebab case: `signing-completed`. */
  readonly type: string;
  /** What belongs to it; its form depends on the type. */
  readonly body: Uint8Array;
};

/** Where a log stands: the sequence number and the hash of its newest entry. */
export type JournalHead = { readonly sequence: number; readonly hash: Uint8Array };

/** The largest body of an entry: a signing-request with its response fits twice. */
const MAX_ENTRY_BODY = 1 << 20;

/** What stands before the first entry. */
const GENESIS_HASH: Uint8Array = new Uint8Array(32);

/** The map's head, 1 and the first sequence number (one byte), 2 and the head of 32 bytes, and these. */
const LENGTH_TO_TAIL = 3 + 3 + GENESIS_HASH.length;

/** The head of an empty log. */
export const EMPTY_HEAD: JournalHead = { sequence: 0, hash: GENESIS_HASH };

const entryField: RecordField<JournalEntry> = record<JournalEntry>('journal-entry', {
  sequence: at(1, uintUpTo(Number.MAX_SAFE_INTEGER)),
  previousHash: at(2, bytesOf(32)),
  at: at(3, uintUpTo(Number.MAX_SAFE_INTEGER)),
  type: at(4, textLike(/^[a-z][a-z0-9.-]*$/, 64)),
  body: at(5, bytesBetween(0, MAX_ENTRY_BODY)),
});

/** A journal head as a field of messages. */
export const journalHeadField: RecordField<JournalHead> = record<JournalHead>('journal-head', {
  sequence: at(1, uintUpTo(Number.MAX_SAFE_INTEGER)),
  hash: at(2, bytesOf(32)),
});

/** The bytes of the entry that follows `head`. */
export function nextEntry(head: JournalHead, entry: Pick<JournalEntry, 'at' | 'type' | 'body'>): Uint8Array {
  return encodeRecord(entryField, { ...entry, sequence: head.sequence + 1, previousHash: head.hash });
}

/**
 * What stands in the bytes of an entry behind the hash of the entry before: all that does not depend on the log. A map's
 * keys are in their order, so this is one piece. Whoever has the head puts {@link nextEntry} together without an encoder.
 */
export function entryTail(entry: Pick<JournalEntry, 'at' | 'type' | 'body'>): Uint8Array {
  return nextEntry(EMPTY_HEAD, entry).subarray(LENGTH_TO_TAIL);
}

/** What the chain is made of: a tagged SHA-256 over the exact bytes of an entry. The station signs this digest. */
export function entryHash(entryBytes: Uint8Array): Uint8Array {
  return taggedDigest('vieraugen/1 journal-entry', entryBytes);
}

/** Reads an entry's bytes. Refuses with CBOR_* or MESSAGE_FIELD_*. */
export function decodeEntry(entryBytes: Uint8Array): JournalEntry {
  return decodeRecord(entryField, entryBytes, MAX_ENTRY_BODY + 256);
}

/**
 * The entry, if it is the one that follows `head`.
 *
 * Refuses with JOURNAL_SEQUENCE_WRONG (an entry is missing, doubled or in another's place) or JOURNAL_CHAIN_BROKEN (the
 * entry before it was changed).
 */
export function followHead(head: JournalHead, entryBytes: Uint8Array): { entry: JournalEntry; head: JournalHead } {
  const entry = decodeEntry(entryBytes);
  refuseUnless(
    entry.sequence === head.sequence + 1,
    'JOURNAL_SEQUENCE_WRONG',
    `Entry ${head.sequence + 1} of the log is missing or not in its place: entry ${entry.sequence} stands there.`,
  );
  refuseUnless(
    equalBytes(entry.previousHash, head.hash),
    'JOURNAL_CHAIN_BROKEN',
    `Entry ${entry.sequence} does not follow entry ${head.sequence}: one of the two was changed.`,
  );
  return { entry, head: { sequence: entry.sequence, hash: entryHash(entryBytes) } };
}

/**
 * Checks a log against a head that is remembered elsewhere (in the HSM, in a row of its own, in a signed response).
 * `hashAt` gives the hash of the entry with a sequence number. The log may be longer than what is remembered, for a
 * crash can fall between writing the entry and remembering it; it may never be shorter or differ.
 *
 * Refuses with JOURNAL_TRUNCATED or JOURNAL_HEAD_MISMATCH.
 */
export function checkRemembered(
  remembered: JournalHead,
  log: JournalHead,
  hashAt: (sequence: number) => Uint8Array | undefined,
): void {
  refuseUnless(
    log.sequence >= remembered.sequence,
    'JOURNAL_TRUNCATED',
    `The log ends at entry ${log.sequence}, but entry ${remembered.sequence} was written: it was cut or replaced by an older copy.`,
  );
  const hash = remembered.sequence === 0 ? GENESIS_HASH : hashAt(remembered.sequence);
  if (!hash || !equalBytes(hash, remembered.hash)) {
    throw new Refusal(
      'JOURNAL_HEAD_MISMATCH',
      `Entry ${remembered.sequence} of the log is not the one that was written: the log was replaced by another.`,
    );
  }
}
