import type { BackOfficeApproval } from '@vieraugen/shared/protocol';
import { z } from 'zod';
import type { Database, Tx } from '../../db/schema.ts';
import { uuidBytes } from '../accounts/index.ts';

export type StoredApproval = BackOfficeApproval & {
  readonly withdrawalId: string;
  readonly accountId: string;
  readonly at: Date;
};

const Bytes = z.instanceof(Uint8Array);
const Row = z
  .object({
    withdrawal_id: z.guid(),
    approver_id: z.guid(),
    credential_id: Bytes,
    authenticator_data: Bytes,
    client_data_json: Bytes,
    signature: Bytes,
    created_at: z.date(),
  })
  .transform(
    (row): StoredApproval => ({
      withdrawalId: row.withdrawal_id,
      accountId: row.approver_id,
      approverId: uuidBytes(row.approver_id),
      credentialId: row.credential_id,
      authenticatorData: row.authenticator_data,
      clientDataJson: row.client_data_json,
      signature: row.signature,
      at: row.created_at,
    }),
  );

/** Approvals in the order in which they were given. */
export async function listApprovals(
  db: Database,
  withdrawalIds: readonly string[],
): Promise<readonly StoredApproval[]> {
  if (withdrawalIds.length === 0) return [];
  const rows = await db
    .selectFrom('withdrawal_approvals')
    .selectAll()
    .where('withdrawal_id', 'in', [...withdrawalIds])
    .orderBy('created_at')
    .orderBy('approver_id')
    .execute();
  return z.array(Row).parse(rows);
}

/** False if this person approved before. */
export async function insertApproval(
  tx: Tx,
  approval: BackOfficeApproval & { readonly withdrawalId: string; readonly accountId: string },
  now: number,
): Promise<boolean> {
  const row = await tx
    .insertInto('withdrawal_approvals')
    .values({
      withdrawal_id: approval.withdrawalId,
      approver_id: approval.accountId,
      credential_id: approval.credentialId,
      authenticator_data: approval.authenticatorData,
      client_data_json: approval.clientDataJson,
      signature: approval.signature,
      created_at: new Date(now * 1000),
    })
    .onConflict((conflict) => conflict.columns(['withdrawal_id', 'approver_id']).doNothing())
    .returning('approver_id')
    .executeTakeFirst();
  return row !== undefined;
}
