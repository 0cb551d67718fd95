import type { SignedTransaction } from '@vieraugen/shared/chains/evm';
import { z } from 'zod';
import type { Database, Tx } from '../../db/schema.ts';
import type { Settlement } from '../../rpc/index.ts';

/** The transaction of a withdrawal. Its unsigned bytes are made once and never again. */
export type BoundTransaction = {
  readonly withdrawalId: string;
  readonly nonce: bigint;
  readonly unsigned: Uint8Array;
  /** What is signed. */
  readonly digest: Uint8Array;
  readonly signed: { readonly bytes: Uint8Array; readonly hash: Uint8Array } | undefined;
  readonly blockNumber: bigint | undefined;
  readonly feePaid: bigint | undefined;
};

const Bytes = z.instanceof(Uint8Array);
const Row = z
  .object({
    withdrawal_id: z.guid(),
    nonce: z.coerce.bigint(),
    unsigned: Bytes,
    digest: Bytes,
    signed: Bytes.nullable(),
    hash: Bytes.nullable(),
    block_number: z.coerce.bigint().nullable(),
    fee_paid: z.coerce.bigint().nullable(),
  })
  .transform(
    (row): BoundTransaction => ({
      withdrawalId: row.withdrawal_id,
      nonce: row.nonce,
      unsigned: row.unsigned,
      digest: row.digest,
      signed: row.signed && row.hash ? { bytes: row.signed, hash: row.hash } : undefined,
      blockNumber: row.block_number ?? undefined,
      feePaid: row.fee_paid ?? undefined,
    }),
  );

export async function findTransaction(db: Database, withdrawalId: string): Promise<BoundTransaction | undefined> {
  return (await listTransactions(db, [withdrawalId]))[0];
}

export async function listTransactions(
  db: Database,
  withdrawalIds: readonly string[],
): Promise<readonly BoundTransaction[]> {
  if (withdrawalIds.length === 0) return [];
  const rows = await db
    .selectFrom('withdrawal_transactions')
    .selectAll()
    .where('withdrawal_id', 'in', [...withdrawalIds])
    .execute();
  return z.array(Row).parse(rows);
}

export async function insertTransaction(
  tx: Tx,
  made: {
    readonly withdrawalId: string;
    readonly nonce: bigint;
    readonly unsigned: Uint8Array;
    readonly digest: Uint8Array;
  },
  now: number,
): Promise<BoundTransaction> {
  const row = await tx
    .insertInto('withdrawal_transactions')
    .values({
      withdrawal_id: made.withdrawalId,
      nonce: made.nonce,
      unsigned: made.unsigned,
      digest: made.digest,
      created_at: new Date(now * 1000),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return Row.parse(row);
}

export async function isDigestTaken(tx: Tx, digest: Uint8Array): Promise<boolean> {
  const row = await tx
    .selectFrom('withdrawal_transactions')
    .select('digest')
    .where('digest', '=', digest)
    .executeTakeFirst();
  return row !== undefined;
}

/** Keeps the signed bytes: what is broadcast from here on, and nothing else. */
export async function storeSigned(
  tx: Tx,
  withdrawalId: string,
  { signed, transactionHash }: SignedTransaction,
): Promise<void> {
  await tx
    .updateTable('withdrawal_transactions')
    .set({ signed, hash: transactionHash })
    .where('withdrawal_id', '=', withdrawalId)
    .executeTakeFirstOrThrow();
}

/** Where it stands on the chain. Until that is final it may change again. */
export async function storeBlock(db: Database, withdrawalId: string, settlement: Settlement): Promise<void> {
  await db
    .updateTable('withdrawal_transactions')
    .set({
      block_number: settlement.blockNumber,
      block_hash: settlement.blockHash,
      fee_paid: settlement.feePaid.toString(),
    })
    .where('withdrawal_id', '=', withdrawalId)
    .execute();
}
