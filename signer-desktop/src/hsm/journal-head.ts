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
 */
export function readJournalHead(session: Session): JournalHead | undefined {
  const heads = storedHeads(session).map(({ head }) => head);
  return heads.reduce<JournalHead | undefined>(
    (best, head) => (best && best.sequence > head.sequence ? best : head),
    undefined,
  );
}

/** Remembers a head: the new object is made before the old ones go, so that a crash between leaves the new one. */
export function writeJournalHead(session: Session, head: JournalHead): void {
  const old = storedHeads(session);
  session.create({
    ...template,
    application: 'vieraugen',
    modifiable: false,
    value: Buffer.from(encodeRecord(headField, head)),
  });
  for (const { object } of old) object.destroy();
}

function storedHeads(session: Session): { object: SessionObject; head: JournalHead }[] {
  const found = session.find(template);
  return Array.from({ length: found.length }, (_, index) => {
    const object = found.items(index);
    const value = object.getAttribute({ value: null }).value as Buffer;
    return { object, head: decodeRecord(headField, Uint8Array.from(value), 128) };
  });
}
