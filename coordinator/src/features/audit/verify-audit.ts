import { equalBytes, Refusal, toHex } from '@vieraugen/shared/bytes';
import { checkRemembered, EMPTY_HEAD, followHead, type JournalHead } from '@vieraugen/shared/journal';
import { z } from 'zod';
import type { Tx } from '../../db/schema.ts';
import { HeadRow } from './append-audit.ts';
import { decodeAuditBody } from './audit-body.ts';

const BATCH = 500;

export const EntryRow = z.object({
  sequence: z.coerce.number().int().positive(),
  bytes: z.instanceof(Uint8Array),
  hash: z.instanceof(Uint8Array),
  at: z.date(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
});
export type EntryRow = z.infer<typeof EntryRow>;

export type AuditVerdict =
  | { readonly ok: true; readonly entries: number; readonly headHash: string }
  | { readonly ok: false; readonly sequence: number; readonly code: string; readonly message: string };

/**
 * Recomputes the whole chain and compares it with the head row. Finds an entry that was edited, is missing, stands in
 * another's place, or was cut off the end, and says which. `tx` should be a repeatable-read snapshot.
 */
export async function verifyAudit(tx: Tx): Promise<AuditVerdict> {
  let head: JournalHead = EMPTY_HEAD;
  try {
    for (;;) {
      const rows = await readBatch(tx, head.sequence);
      for (const row of rows) head = followRow(head, row);
      if (rows.length < BATCH) break;
    }
    const remembered = HeadRow.parse(await tx.selectFrom('audit_head').selectAll().executeTakeFirst());
    checkRemembered(remembered, head, (sequence) => (sequence === head.sequence ? head.hash : undefined));
    return { ok: true, entries: head.sequence, headHash: toHex(head.hash) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, sequence: head.sequence + 1, code: error.code, message: error.message };
  }
}

async function readBatch(tx: Tx, after: number): Promise<readonly EntryRow[]> {
  const rows = await tx
    .selectFrom('audit_entries')
    .selectAll()
    .where('sequence', '>', String(after))
    .orderBy('sequence')
    .limit(BATCH)
    .execute();
  return z.array(EntryRow).parse(rows);
}

function followRow(head: JournalHead, row: EntryRow): JournalHead {
  const expected = head.sequence + 1;
  if (row.sequence !== expected) {
    throw new Refusal('AUDIT_ENTRY_MISSING', `Entry ${expected} is missing: entry ${row.sequence} follows.`);
  }
  const followed = followHead(head, row.bytes);
  const body = decodeAuditBody(followed.entry.body);
  const same =
    equalBytes(row.hash, followed.head.hash) &&
    row.action === followed.entry.type &&
    row.at.getTime() === followed.entry.at * 1000 &&
    row.actor === body.actor &&
    row.subject === body.subject;
  if (!same) {
    throw new Refusal('AUDIT_ENTRY_EDITED', `Entry ${expected} was edited: its columns do not say what its bytes say.`);
  }
  return followed.head;
}
