import { entryTail, type JournalHead } from '@vieraugen/shared/journal';
import { sql } from 'kysely';
import { z } from 'zod';
import { jsonRecord } from '../../db/insert-rows.ts';
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

/** An entry as `append_audit` takes it (db/migrations/0040-accept-withdrawals.sql): the database chains it to the log. */
export type UnchainedEntry = {
  readonly tail: Uint8Array;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
};

export function unchainedEntry(input: AuditInput): UnchainedEntry {
  const { actor, action, subject } = input;
  const at = Math.floor(Date.now() / 1000);
  const tail = entryTail({ at, type: action, body: encodeAuditBody(input) });
  return { tail, at: new Date(at * 1000), actor, action, subject };
}

/** What each open transaction will enter in the log. */
const pending = new WeakMap<Tx, UnchainedEntry[]>();

/**
 * Adds an entry to the audit log in the same transaction as what it records. It is written right before the commit, so
 * that the log's head is locked last; both are in the database or neither.
 */
export function appendAudit(tx: Tx, input: AuditInput): void {
  const entry = unchainedEntry(input);
  const entries = pending.get(tx);
  if (entries !== undefined) {
    entries.push(entry);
    return;
  }
  const first = [entry];
  pending.set(tx, first);
  runBeforeCommit(tx, () => writeEntries(tx, first));
}

/** All entries of a transaction, in their order. One statement however many: others wait for the head meanwhile. */
async function writeEntries(tx: Tx, entries: readonly UnchainedEntry[]): Promise<void> {
  await sql`SELECT append_audit(${JSON.stringify(entries.map(jsonRecord))}::jsonb)`.execute(tx);
}
