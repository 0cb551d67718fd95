import { equalBytes, Refusal, refuseUnless } from '@vieraugen/shared/bytes';
import { at, bytesOf, decodeRecord, encodeRecord, record, uintUpTo } from '@vieraugen/shared/cbor';
import type { JournalHead } from '@vieraugen/shared/journal';
import { type ITemplate, ObjectClass, type Session, type SessionObject } from 'graphene-pk11';

const LABEL = 'vieraugen-journal-head';

const headField = record<JournalHead>('journal-head', {
  sequence: at(1, uintUpTo(Number.MAX_SAFE_INTEGER)),
  hash: at(2, bytesOf(32)),
});

const template: ITemplate = { class: ObjectClass.DATA, token: true, private: true, label: LABEL };

/**
 * The newest head that the vault's token remembers; undefined before the first. It is a private object: only a quorum that
 * logged in can read or change it. Two objects stand there for a moment while it is replaced; the higher one counts.
 *
 * Refuses with JOURNAL_HEAD_DAMAGED (none can be read) or JOURNAL_HEAD_AMBIGUOUS (two of one sequence differ).
 */
export function readJournalHead(session: Session): JournalHead | undefined {
  return newestOf(storedHeads(session));
}

/**
 * Remembers a head: the new object is made before the old ones go, so that a crash between leaves the new one. Refuses with
 * JOURNAL_HEAD_GOES_BACK; the head that is there already is left as it is.
 */
export function writeJournalHead(session: Session, head: JournalHead): void {
  const old = storedHeads(session);
  const newest = newestOf(old);
  if (newest && newest.sequence === head.sequence && equalBytes(newest.hash, head.hash)) return;
  refuseUnless(
    newest === undefined || head.sequence > newest.sequence,
    'JOURNAL_HEAD_GOES_BACK',
    `The HSM remembers entry ${newest?.sequence} of the journal; it does not go back to entry ${head.sequence}.`,
  );
  session.create({
    ...template,
    application: 'vieraugen',
    modifiable: false,
    value: Buffer.from(encodeRecord(headField, head)),
  });
  for (const { object } of old) object.destroy();
}

/** `head` is undefined for an object that a crash left half written. */
type Stored = { readonly object: SessionObject; readonly head: JournalHead | undefined };

function storedHeads(session: Session): readonly Stored[] {
  const found = session.find(template);
  return Array.from({ length: found.length }, (_, index) => {
    const object = found.items(index);
    return { object, head: decodeHead(object) };
  });
}

function decodeHead(object: SessionObject): JournalHead | undefined {
  try {
    return decodeRecord(headField, Uint8Array.from(object.getAttribute('value')), 128);
  } catch {
    // The object before it is destroyed only after this one was whole: so another one stands beside it.
    return undefined;
  }
}

function newestOf(stored: readonly Stored[]): JournalHead | undefined {
  const heads = stored.flatMap(({ head }) => (head ? [head] : []));
  if (stored.length > 0 && heads.length === 0) {
    throw new Refusal('JOURNAL_HEAD_DAMAGED', 'What the HSM remembers of the journal cannot be read. Run the doctor.');
  }
  return heads.reduce<JournalHead | undefined>((best, head) => (best ? higherOf(best, head) : head), undefined);
}

function higherOf(a: JournalHead, b: JournalHead): JournalHead {
  refuseUnless(
    a.sequence !== b.sequence || equalBytes(a.hash, b.hash),
    'JOURNAL_HEAD_AMBIGUOUS',
    `The HSM remembers two different entries ${a.sequence} of the journal. Two stations wrote at once, or one was copied.`,
  );
  return a.sequence >= b.sequence ? a : b;
}
