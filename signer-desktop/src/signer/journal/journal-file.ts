import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Refusal, refuseUnless } from '@vieraugen/shared/bytes';

/** One entry as it lies on the disk: its exact bytes, and the station's signature over its hash. */
export type StoredEntry = { readonly entry: Uint8Array; readonly signature: Uint8Array };

/** What the journal needs of the disk: small, so that tests can stop the world between any two steps. */
export interface JournalDisk {
  /** The whole file; empty if there is none. */
  read(): Uint8Array;
  /** Adds bytes at `offset`, which must be the end of the file, and does not return before they are on the disk. */
  append(offset: number, bytes: Uint8Array): void;
  /** Cuts the file to `length` bytes, on the disk. */
  cut(length: number): void;
}

/** A journal on a real disk. The directory must exist. */
export function openJournalDisk(path: string): JournalDisk {
  return {
    read: () => readOrEmpty(path),
    append: (offset, bytes) => {
      const isNew = !existsSync(path);
      onFile(path, isNew ? 'wx' : 'r+', (file) => {
        refuseUnless(fstatSync(file).size === offset, 'JOURNAL_CHANGED_UNDERNEATH', CHANGED_UNDERNEATH);
        writeAll(file, offset, bytes);
        fsyncSync(file);
      });
      // The name of a new file is in its directory, and must survive as the file does.
      if (isNew) onFile(dirname(path), 'r', fsyncSync);
    },
    cut: (length) =>
      onFile(path, 'r+', (file) => {
        ftruncateSync(file, length);
        fsyncSync(file);
      }),
  };
}

function readOrEmpty(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return new Uint8Array(0);
    throw new Refusal('JOURNAL_UNREADABLE', 'The journal cannot be read from the disk. Check the data directory.', {
      cause,
    });
  }
}

function onFile(path: string, flags: string, use: (file: number) => void): void {
  const file = openSync(path, flags, 0o600);
  try {
    use(file);
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, offset: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) {
    const step = writeSync(file, bytes, written, bytes.length - written, offset + written);
    if (step === 0) throw new Error('the disk took no more bytes');
    written += step;
  }
}

const CHANGED_UNDERNEATH =
  'The journal on the disk is not as long as this program left it: another program wrote to it. Restart the signer.';

const SIGNATURE_LENGTH = 64;
const LINE_END = 0x0a;

/** One line of the file: the entry and its signature in base64url, a space between. */
export function formatLine({ entry, signature }: StoredEntry): Uint8Array {
  const text = `${Buffer.from(entry).toString('base64url')} ${Buffer.from(signature).toString('base64url')}\n`;
  return Buffer.from(text, 'ascii');
}

/**
 * The entries of a file, and where the last whole one ends. Bytes behind it are the beginning of an entry whose writing was
 * interrupted: its effect was never shown, for a line is shown only when its end is on the disk.
 *
 * Refuses with JOURNAL_LINE_INVALID for a whole line that is no entry.
 */
export function parseLines(file: Uint8Array): { entries: readonly StoredEntry[]; end: number } {
  const entries: StoredEntry[] = [];
  let start = 0;
  for (;;) {
    const stop = file.indexOf(LINE_END, start);
    if (stop === -1) return { entries, end: start };
    entries.push(parseLine(file.subarray(start, stop), entries.length + 1));
    start = stop + 1;
  }
}

function parseLine(line: Uint8Array, number: number): StoredEntry {
  const [entry, signature, ...rest] = Buffer.from(line).toString('latin1').split(' ').map(fromBase64Url);
  refuseUnless(
    entry !== undefined && signature?.length === SIGNATURE_LENGTH && rest.length === 0,
    'JOURNAL_LINE_INVALID',
    `Line ${number} of the journal is damaged. Restore the journal from its newest copy.`,
  );
  return { entry, signature };
}

/** Undefined for anything but the one base64url form of some bytes. */
function fromBase64Url(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? Uint8Array.from(bytes) : undefined;
}
