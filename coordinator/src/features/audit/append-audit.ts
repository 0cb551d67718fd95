import { entryHash, type JournalHead, nextEntry } from '@vieraugen/shared/journal';
import { sql } from 'kysely';
import { z } from 'zod';
import { insertRows } from '../../db/insert-rows.ts';
import type { Tx } from '../../db/schema.ts';
import { runBeforeCommit } from '../../db/transaction.ts';
import { type AuditBody, encodeAuditBody } from './audit-body.ts';

export type AuditInput = AuditBody & {
  /** What happened, in kebab case with the feature in front: `withdrawal.approved`. */
  readonly action: string;
};

export const HeadRow = z
  .object({ sequence: z.coerce.number().int().nonnegative(), hash: z.instanceof(Uint8Array) })
  .transform((row): JournalHead => ({ sequence: row.sequence, hash: row.hash }));

type NewEntry = { readonly input: AuditInput; readonly body: Uint8Array };

/** What each open transaction will enter in the log. */
const pending = new WeakMap<Tx, NewEntry[]>();

/**
 * Adds an entry to the audit log in the same transaction as what it records. It is written right before the commit, so
 * that the log's head is locked last; both are in the database or neither.
 */
export function appendAudit(tx: Tx, input: AuditInput): void {
  const entry = { input, body: encodeAuditBody(input) };
  const entries = pending.get(tx);
  if (entries !== undefined) {
    entries.push(entry);
    return;
  }
  const first = [entry];
  pending.set(tx, first);
  runBeforeCommit(tx, () => writeEntries(tx, first));
}

/** All entries of a transaction, in their order. Two statements however many: others wait for the head meanwhile. */
async function writeEntries(tx: Tx, entries: readonly NewEntry[]): Promise<void> {
  const row = await tx.selectFrom('audit_head').select(['sequence', 'hash']).forUpdate().executeTakeFirstOrThrow();
  let head = HeadRow.parse(row);
  const at = Math.floor(Date.now() / 1000);
  const rows = entries.map(({ input: { actor, action, subject }, body }) => {
    const bytes = nextEntry(head, { at, type: action, body });
    head = { sequence: head.sequence + 1, hash: entryHash(bytes) };
    return { ...head, bytes, at: new Date(at * 1000), actor, action, subject };
  });
  await sql`WITH written AS (${insertRows('audit_entries', rows)})
    UPDATE audit_head SET sequence = ${head.sequence}, hash = ${head.hash} WHERE id = 1`.execute(tx);
}
