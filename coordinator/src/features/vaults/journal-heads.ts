import { equalBytes, Refusal } from '@vieraugen/shared/bytes';
import type { JournalHead } from '@vieraugen/shared/journal';
import { z } from 'zod';
import type { Database, Tx } from '../../db/schema.ts';

/** A head of the signer's journal, and the verified message that told it. */
export type ToldHead = {
  readonly head: JournalHead;
  /** Of the message: ascending for each vault. */
  readonly messageSequence: number;
  readonly messageDigest: Uint8Array;
};

const Row = z
  .object({
    sequence: z.coerce.number().int(),
    hash: z.instanceof(Uint8Array),
    message_sequence: z.coerce.number().int(),
    message_digest: z.instanceof(Uint8Array),
  })
  .transform(
    (row): ToldHead => ({
      head: { sequence: row.sequence, hash: row.hash },
      messageSequence: row.message_sequence,
      messageDigest: row.message_digest,
    }),
  );

/**
 * Records where the signer's journal stood when it made a message. Messages may arrive out of order; the journal itself
 * never goes backwards and never changes.
 *
 * Refuses with JOURNAL_HEAD_MISMATCH (an entry that we know has another hash now) or JOURNAL_WENT_BACK (a later message
 * tells an earlier head, or the reverse).
 */
export async function recordJournalHead(tx: Tx, vaultId: string, told: ToldHead): Promise<void> {
  for (const known of await listHeads(tx, vaultId)) checkAgainst(known, told);
  await tx
    .insertInto('journal_heads')
    .values({
      vault_id: vaultId,
      sequence: told.head.sequence,
      hash: told.head.hash,
      message_sequence: told.messageSequence,
      message_digest: told.messageDigest,
    })
    .onConflict((conflict) => conflict.columns(['vault_id', 'sequence']).doNothing())
    .execute();
}

/** The newest head that the signer told us. */
export async function latestJournalHead(db: Database, vaultId: string): Promise<JournalHead | undefined> {
  return (await listHeads(db, vaultId)).at(-1)?.head;
}

async function listHeads(db: Database, vaultId: string): Promise<readonly ToldHead[]> {
  const rows = await db
    .selectFrom('journal_heads')
    .select(['sequence', 'hash', 'message_sequence', 'message_digest'])
    .where('vault_id', '=', vaultId)
    .orderBy('sequence')
    .execute();
  return z.array(Row).parse(rows);
}

/** Exported for its test. */
export function checkAgainst(known: ToldHead, told: ToldHead): void {
  if (known.head.sequence === told.head.sequence && !equalBytes(known.head.hash, told.head.hash)) {
    throw new Refusal(
      'JOURNAL_HEAD_MISMATCH',
      `Entry ${told.head.sequence} of the signer's journal is not the one it told us before: the journal was replaced. Stop using this signer and find out why.`,
    );
  }
  const order = Math.sign(told.messageSequence - known.messageSequence);
  if (order * (told.head.sequence - known.head.sequence) < 0) {
    throw new Refusal(
      'JOURNAL_WENT_BACK',
      `The signer's journal stands at entry ${told.head.sequence}, but it stood at entry ${known.head.sequence} ${order > 0 ? 'before' : 'after'}: an older copy was put back. Stop using this signer and find out why.`,
    );
  }
}
