import { entryHash, type JournalHead, nextEntry } from '@vieraugen/shared/journal';
import { z } from 'zod';
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

/**
 * Adds an entry to the audit log in the same transaction as what it records. It is written right before the commit, so
 * that the log's head is locked last; both are in the database or neither.
 */
export function appendAudit(tx: Tx, input: AuditInput): void {
  const body = encodeAuditBody(input);
  runBeforeCommit(tx, () => writeEntry(tx, input, body));
}

async function writeEntry(tx: Tx, input: AuditInput, body: Uint8Array): Promise<void> {
  const row = await tx.selectFrom('audit_head').select(['sequence', 'hash']).forUpdate().executeTakeFirstOrThrow();
  const head = HeadRow.parse(row);
  const at = Math.floor(Date.now() / 1000);
  const bytes = nextEntry(head, { at, type: input.action, body });
  const next = { sequence: head.sequence + 1, hash: entryHash(bytes) };
  const { actor, action, subject } = input;
  await tx
    .insertInto('audit_entries')
    .values({ ...next, bytes, at: new Date(at * 1000), actor, action, subject })
    .execute();
  await tx.updateTable('audit_head').set(next).where('id', '=', 1).execute();
}
