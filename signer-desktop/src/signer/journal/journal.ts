import { Refusal, refuseUnless } from '@vieraugen/shared/bytes';
import {
  checkRemembered,
  EMPTY_HEAD,
  entryHash,
  type JournalHead,
  nextEntry,
  verifyEntrySignature,
} from '@vieraugen/shared/journal';
import { encodeBody, type NewEntry } from './entry-bodies.ts';
import { foldEntry } from './fold.ts';
import { formatLine, type JournalDisk, parseLines, type StoredEntry } from './journal-file.ts';
import { emptyDraft, type StateDraft, type StationState } from './station-state.ts';

/** What the journal needs of an unlocked vault: the station's signature, and the HSM's memory of the newest entry. */
export interface JournalKeeper {
  readonly stationPublicKey: Uint8Array;
  signAsStation(digest: Uint8Array): Uint8Array;
  readJournalHead(): JournalHead | undefined;
  writeJournalHead(head: JournalHead): void;
}

/** The signer's journal: the file, and the state that is the fold over it. */
export class Journal {
  readonly #disk: JournalDisk;
  #draft: StateDraft;
  #length: number;
  #broken = false;

  private constructor(disk: JournalDisk, draft: StateDraft, length: number) {
    this.#disk = disk;
    this.#draft = draft;
    this.#length = length;
  }

  /**
   * Reads and checks the whole journal. The beginning of an entry that was never finished is cut off; anything else that is
   * wrong is refused: JOURNAL_UNREADABLE, JOURNAL_LINE_INVALID, and what foldEntry refuses.
   */
  static open(disk: JournalDisk): Journal {
    const file = disk.read();
    const { entries, end } = parseLines(file);
    const draft = foldAll(entries);
    if (end < file.length) disk.cut(end);
    return new Journal(disk, draft, end);
  }

  get state(): StationState {
    return this.#draft;
  }

  /**
   * After each unlocking, before anything is signed: the journal on the disk must be the one that the HSM remembers.
   *
   * Refuses with JOURNAL_FOREIGN, JOURNAL_TRUNCATED or JOURNAL_HEAD_MISMATCH.
   */
  checkAgainst(keeper: JournalKeeper): void {
    const { vault, head, hashes } = this.#draft;
    refuseUnless(
      vault !== undefined && Buffer.compare(vault.stationKey, keeper.stationPublicKey) === 0,
      'JOURNAL_FOREIGN',
      'This journal belongs to another vault than the one that was opened.',
    );
    const remembered = keeper.readJournalHead() ?? EMPTY_HEAD;
    checkRemembered(remembered, head, (sequence) => hashes[sequence - 1]);
    // A crash fell between the disk and the HSM: the entry stands, and from here on it cannot be taken back.
    if (remembered.sequence < head.sequence) remember(keeper, head);
  }

  /**
   * Writes one entry: on the disk first, then its hash into the HSM; only when this returns may its effect be shown.
   *
   * Refuses with JOURNAL_WRITE_FAILED (nothing was written), JOURNAL_HEAD_NOT_REMEMBERED (the entry stands, its effect must
   * not be shown) or JOURNAL_BROKEN.
   */
  append(entry: NewEntry, at: number, keeper: JournalKeeper): void {
    refuseUnless(!this.#broken, 'JOURNAL_BROKEN', 'The journal could not be written before. Restart the signer.');
    const bytes = nextEntry(this.#draft.head, {
      at: Math.max(at, this.#draft.lastAt),
      type: entry.type,
      body: encodeBody(entry),
    });
    const signature = keeper.signAsStation(entryHash(bytes));
    verifyEntrySignature(bytes, signature, keeper.stationPublicKey);
    const stored = { entry: bytes, signature };
    this.#write(formatLine(stored));
    this.#fold(stored);
    remember(keeper, this.#draft.head);
  }

  #write(line: Uint8Array): void {
    try {
      this.#disk.append(this.#length, line);
    } catch (cause) {
      this.#broken = true;
      // Somebody else's bytes are not ours to remove.
      if (cause instanceof Refusal) throw cause;
      this.#takeBack();
      throw new Refusal(
        'JOURNAL_WRITE_FAILED',
        'The journal cannot be written: the disk is full or not writable. Nothing was released. Make room, then try again.',
        { cause },
      );
    }
    this.#length += line.length;
  }

  /** Removes what a failed write may have left, so that the next entry follows a whole one. */
  #takeBack(): void {
    try {
      this.#disk.cut(this.#length);
      this.#broken = false;
    } catch {
      // It stays broken: nothing more is written until a restart has read the file again.
    }
  }

  #fold(stored: StoredEntry): void {
    try {
      foldEntry(this.#draft, stored);
    } catch (error) {
      this.#broken = true;
      throw error;
    }
  }
}

function foldAll(entries: readonly StoredEntry[]): StateDraft {
  const draft = emptyDraft();
  for (const stored of entries) foldEntry(draft, stored);
  return draft;
}

function remember(keeper: JournalKeeper, head: JournalHead): void {
  try {
    keeper.writeJournalHead(head);
  } catch (cause) {
    throw new Refusal(
      'JOURNAL_HEAD_NOT_REMEMBERED',
      'The HSM did not take the newest entry of the journal, so nothing is released. Check the HSM and start again.',
      { cause },
    );
  }
}

/** Checks a journal file without changing it, for auditors and the doctor. Refuses as {@link Journal.open} does. */
export function verifyJournalFile(disk: Pick<JournalDisk, 'read'>): { state: StationState; unfinishedBytes: number } {
  const file = disk.read();
  const { entries, end } = parseLines(file);
  return { state: foldAll(entries), unfinishedBytes: file.length - end };
}
