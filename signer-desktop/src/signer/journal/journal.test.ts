import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '@vieraugen/shared/bytes';
import { decodeEntry, entryHash, nextEntry } from '@vieraugen/shared/journal';
import { describe, expect, it } from 'vitest';
import { MemoryDisk, SoftwareKeeper, SoftwareStation } from '../testing/software-station.ts';
import { Journal, verifyJournalFile } from './journal.ts';
import { formatLine, openJournalDisk, parseLines, type StoredEntry } from './journal-file.ts';

const NOW = 1_800_000_000;

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'ok';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

const linesOf = (entries: readonly StoredEntry[]) => Uint8Array.from(Buffer.concat(entries.map(formatLine)));
const codeOfFile = (bytes: Uint8Array) => codeOf(() => Journal.open(new MemoryDisk(bytes)));

/** A journal with five entries, and the keeper whose HSM remembers the last. */
const station = await SoftwareStation.create(NOW);
const whole = station.disk.bytes;
const entries = parseLines(whole).entries;

/** The entry with that number as another that the station signed: what a stolen station key, or a fault of ours, could write. */
function resigned(index: number, change: (entry: Uint8Array) => Uint8Array): StoredEntry[] {
  return entries.map((stored, at) => {
    if (at !== index) return stored;
    const entry = change(stored.entry);
    return { entry, signature: station.keeper.signAsStation(entryHash(entry)) };
  });
}

function edited(entry: Uint8Array): Uint8Array {
  const { sequence, previousHash, at, type, body } = decodeEntry(entry);
  return nextEntry({ sequence: sequence - 1, hash: previousHash }, { at: at + 1, type, body });
}

function retyped(type: string): (entry: Uint8Array) => Uint8Array {
  return (entry) => {
    const { sequence, previousHash, at, body } = decodeEntry(entry);
    return nextEntry({ sequence: sequence - 1, hash: previousHash }, { at, type, body });
  };
}

describe('a journal on the disk', () => {
  it('is read back to the same state', () => {
    const again = Journal.open(new MemoryDisk(whole.slice()));
    expect(again.state).toEqual(station.journal.state);
    expect(again.state.entries.map(({ type }) => type)).toEqual([
      'vault-founded',
      'pairing-approved',
      'pairing-completed',
      'key-generation-approved',
      'key-generation-completed',
    ]);
  });

  it('cuts the beginning of an entry that was never finished, at every length', () => {
    const lastStart = linesOf(entries.slice(0, -1)).length;
    for (let length = lastStart; length < whole.length; length += 7) {
      const disk = new MemoryDisk(whole.slice(0, length));
      expect(Journal.open(disk).state.head.sequence).toBe(4);
      expect(disk.bytes.length).toBe(lastStart);
    }
  });

  it('leaves the file alone when it is only verified', () => {
    const cut = whole.slice(0, -10);
    expect(verifyJournalFile({ read: () => cut })).toMatchObject({ state: { head: { sequence: 4 } } });
    expect(verifyJournalFile({ read: () => cut }).unfinishedBytes).toBeGreaterThan(0);
  });

  const stranger = new SoftwareKeeper();
  const table: readonly [string, string, () => Uint8Array][] = [
    ['a changed letter', 'JOURNAL', () => changed(whole, Math.floor(whole.length / 2))],
    [
      'an edited entry, not signed again',
      'JOURNAL_ENTRY_SIGNATURE_INVALID',
      () => linesOf(replace(2, (e) => ({ ...e, entry: edited(e.entry) }))),
    ],
    ['an edited entry, signed again', 'JOURNAL_CHAIN_BROKEN', () => linesOf(resigned(2, edited))],
    ['a missing entry', 'JOURNAL_SEQUENCE_WRONG', () => linesOf(entries.filter((_, index) => index !== 2))],
    ['a missing first entry', 'JOURNAL_SEQUENCE_WRONG', () => linesOf(entries.slice(1))],
    ['a doubled entry', 'JOURNAL_SEQUENCE_WRONG', () => linesOf([...entries.slice(0, 3), ...entries.slice(2)])],
    ['two swapped entries', 'JOURNAL_SEQUENCE_WRONG', () => linesOf(swap(entries, 2, 3))],
    [
      'a signature of another key',
      'JOURNAL_ENTRY_SIGNATURE_INVALID',
      () => linesOf(replace(4, (e) => ({ ...e, signature: stranger.signAsStation(entryHash(e.entry)) }))),
    ],
    [
      'the signature of another entry',
      'JOURNAL_ENTRY_SIGNATURE_INVALID',
      () => linesOf(replace(4, (e) => ({ ...e, signature: entries[3]?.signature ?? e.signature }))),
    ],
    [
      'an entry of another type',
      'JOURNAL_ENTRY_OUT_OF_PLACE',
      () => linesOf(resigned(4, retyped('pairing-completed'))),
    ],
    ['an entry of an unknown type', 'JOURNAL_ENTRY_UNKNOWN', () => linesOf(resigned(4, retyped('vault-painted')))],
    ['a second founding', 'JOURNAL_ENTRY_OUT_OF_PLACE', () => linesOf(resigned(4, retyped('vault-founded')))],
    ['an empty line', 'JOURNAL_LINE_INVALID', () => Uint8Array.from([...whole, 0x0a])],
    [
      'a line of something else',
      'JOURNAL_LINE_INVALID',
      () => Uint8Array.from([...whole, ...Buffer.from('hello world\n')]),
    ],
    ['a damaged line in the middle', 'JOURNAL_LINE_INVALID', () => changed(whole, 3, 0x2a)],
    ['an entry cut in the middle of the file', 'JOURNAL', () => cutInside(whole)],
  ];

  it.each(table)('is refused with %s', (_name, code, make) => {
    const found = codeOfFile(make());
    if (code === 'JOURNAL') expect(found).toMatch(/^(JOURNAL|CBOR)_/);
    else expect(found === code || (code.endsWith('OUT_OF_PLACE') && found.startsWith('MESSAGE_'))).toBe(true);
  });

  it('is refused with any changed byte, wherever it stands', () => {
    for (let index = 0; index < whole.length; index += 97) expect(codeOfFile(changed(whole, index))).not.toBe('ok');
  });
});

describe('the journal and the HSM', () => {
  const opened = (bytes: Uint8Array) => Journal.open(new MemoryDisk(bytes));

  it('agree after every entry', () => {
    expect(station.keeper.head).toEqual(station.journal.state.head);
    expect(codeOf(() => opened(whole).checkAgainst(station.keeper))).toBe('ok');
  });

  it('refuse a journal that is shorter than the HSM remembers', () => {
    const older = linesOf(entries.slice(0, 3));
    expect(codeOf(() => opened(older).checkAgainst(station.keeper))).toBe('JOURNAL_TRUNCATED');
  });

  it('refuse a journal that went another way', async () => {
    const fork = opened(linesOf(entries.slice(0, 3)));
    const keeper = new ForkKeeper(station.keeper);
    for (const stored of [4, 5]) {
      const body = { message: Uint8Array.of(stored) };
      // The same two steps, at another time: another history of the same vault.
      const type = stored === 4 ? 'key-generation-approved' : 'key-generation-completed';
      fork.append(type === 'key-generation-completed' ? { type, body } : approvedAgain(), NOW + 9, keeper);
    }
    expect(codeOf(() => fork.checkAgainst(station.keeper))).toBe('JOURNAL_HEAD_MISMATCH');
  });

  it('refuse the journal of another vault', async () => {
    const other = await SoftwareStation.create(NOW);
    expect(codeOf(() => opened(whole).checkAgainst(other.keeper))).toBe('JOURNAL_FOREIGN');
  });

  it('go on when a crash fell between the disk and the HSM, and the HSM then remembers', () => {
    const keeper = new ForkKeeper(station.keeper);
    keeper.head = { sequence: 4, hash: entryHash(entries[3]?.entry ?? new Uint8Array(0)) };
    opened(whole).checkAgainst(keeper);
    expect(keeper.head).toEqual(station.journal.state.head);
  });
});

describe('writing', () => {
  it('reports a full disk, takes back what was half written, and goes on later', async () => {
    const own = await SoftwareStation.create(NOW);
    const before = own.disk.bytes;
    const append = own.disk.append.bind(own.disk);
    own.disk.append = (offset, bytes) => {
      append(offset, bytes.slice(0, 10));
      throw new Error('ENOSPC');
    };
    expect(codeOf(() => own.journal.append(approvedAgain(), NOW, own.keeper))).toBe('JOURNAL_WRITE_FAILED');
    expect(own.disk.bytes).toEqual(before);
    own.disk.append = append;
    expect(codeOf(() => own.journal.append(approvedAgain(), NOW, own.keeper))).toBe('ok');
  });

  it('writes nothing more when not even that could be taken back', async () => {
    const own = await SoftwareStation.create(NOW);
    own.disk.append = () => {
      throw new Error('EIO');
    };
    own.disk.cut = own.disk.append as () => void;
    expect(codeOf(() => own.journal.append(approvedAgain(), NOW, own.keeper))).toBe('JOURNAL_WRITE_FAILED');
    expect(codeOf(() => own.journal.append(approvedAgain(), NOW, own.keeper))).toBe('JOURNAL_BROKEN');
  });

  it('says so when the HSM does not take the head; the entry stands', async () => {
    const own = await SoftwareStation.create(NOW);
    own.keeper.writeJournalHead = () => {
      throw new Error('CKR_DEVICE_REMOVED');
    };
    expect(codeOf(() => own.journal.append(approvedAgain(), NOW, own.keeper))).toBe('JOURNAL_HEAD_NOT_REMEMBERED');
    expect(own.journal.state.head.sequence).toBe(6);
  });

  it('never writes an earlier time than the entry before', async () => {
    const own = await SoftwareStation.create(NOW);
    own.journal.append(approvedAgain(), NOW - 5000, own.keeper);
    expect(own.journal.state.lastAt).toBe(NOW);
  });
});

describe('the file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vier-journal-'));

  it('grows line by line, readable by its owner alone', () => {
    const path = join(folder, 'journal.log');
    const disk = openJournalDisk(path);
    expect(disk.read()).toHaveLength(0);
    disk.append(0, Buffer.from('one\n'));
    disk.append(4, Buffer.from('two\n'));
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    disk.cut(4);
    expect(disk.read()).toEqual(Buffer.from('one\n'));
  });

  it('is not written over when somebody else wrote to it', () => {
    const path = join(folder, 'other.log');
    const disk = openJournalDisk(path);
    disk.append(0, Buffer.from('one\n'));
    writeFileSync(path, 'one\nmore\n');
    expect(codeOf(() => disk.append(4, Buffer.from('two\n')))).toBe('JOURNAL_CHANGED_UNDERNEATH');
    expect(readFileSync(path, 'utf8')).toBe('one\nmore\n');
  });

  it('says so when it cannot be read', () => {
    expect(codeOf(() => openJournalDisk(folder).read())).toBe('JOURNAL_UNREADABLE');
  });
});

/** The same station key with an HSM memory of its own. */
class ForkKeeper extends SoftwareKeeper {
  readonly #origin: SoftwareKeeper;

  constructor(origin: SoftwareKeeper) {
    super();
    this.#origin = origin;
  }

  override get stationPublicKey(): Uint8Array {
    return this.#origin.stationPublicKey;
  }

  override signAsStation(digest: Uint8Array): Uint8Array {
    return this.#origin.signAsStation(digest);
  }
}

function approvedAgain() {
  const keys = station.journal.state.keys;
  const approvals = [{ officerId: new Uint8Array(16), refusedItems: [], signature: new Uint8Array(64) }];
  const body = { ceremonyId: new Uint8Array(16), keys, approvals, transcript: '{}' };
  return { type: 'key-generation-approved' as const, body };
}

function replace(index: number, change: (stored: StoredEntry) => StoredEntry): StoredEntry[] {
  return entries.map((stored, at) => (at === index ? change(stored) : stored));
}

function swap(list: readonly StoredEntry[], a: number, b: number): StoredEntry[] {
  return list.map((stored, index) => (index === a ? (list[b] ?? stored) : index === b ? (list[a] ?? stored) : stored));
}

function changed(bytes: Uint8Array, index: number, to?: number): Uint8Array {
  const copy = bytes.slice();
  copy[index] = to ?? (copy[index] === 0x41 ? 0x42 : 0x41);
  return copy;
}

function cutInside(bytes: Uint8Array): Uint8Array {
  const middle = Math.floor(bytes.length / 3);
  return Uint8Array.from([...bytes.slice(0, middle), ...bytes.slice(middle + 20)]);
}
