import { z } from 'zod';
import type { Database, Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';

const DEVICE_RESULTS = ['signed', 'too-late', 'refused'] as const;
type DeviceResult = (typeof DEVICE_RESULTS)[number];

/** The one `eth-sign-request` of a withdrawal, and what became of it. */
export type DeviceRequest = {
  readonly withdrawalId: string;
  readonly requestId: string;
  readonly request: Uint8Array;
  readonly requestDigest: Uint8Array;
  readonly createdAt: Date;
  readonly result: DeviceResult | undefined;
  /** Of the transaction that the device's signature makes. */
  readonly transactionHash: Uint8Array | undefined;
  readonly answeredAt: Date | undefined;
};

const Bytes = z.instanceof(Uint8Array);
const Row = z
  .object({
    withdrawal_id: z.guid(),
    request_id: z.guid(),
    request: Bytes,
    request_digest: Bytes,
    created_at: z.date(),
    result: z.enum(DEVICE_RESULTS).nullable(),
    transaction_hash: Bytes.nullable(),
    answered_at: z.date().nullable(),
  })
  .transform(
    (row): DeviceRequest => ({
      withdrawalId: row.withdrawal_id,
      requestId: row.request_id,
      request: row.request,
      requestDigest: row.request_digest,
      createdAt: row.created_at,
      result: row.result ?? undefined,
      transactionHash: row.transaction_hash ?? undefined,
      answeredAt: row.answered_at ?? undefined,
    }),
  );

export async function findDeviceRequest(db: Database, withdrawalId: string): Promise<DeviceRequest | undefined> {
  const row = await db
    .selectFrom('device_requests')
    .selectAll()
    .where('withdrawal_id', '=', withdrawalId)
    .executeTakeFirst();
  return row === undefined ? undefined : Row.parse(row);
}

/** Throws DEVICE_REQUEST_NOT_FOUND. */
export async function getDeviceRequest(db: Database, withdrawalId: string): Promise<DeviceRequest> {
  const found = await findDeviceRequest(db, withdrawalId);
  if (found) return found;
  throw new AppError('DEVICE_REQUEST_NOT_FOUND', 'This withdrawal was not prepared for its device yet.');
}

export async function insertDeviceRequest(
  tx: Tx,
  made: Pick<DeviceRequest, 'withdrawalId' | 'requestId' | 'request' | 'requestDigest' | 'createdAt'> & {
    readonly createdBy: string;
  },
): Promise<void> {
  await tx
    .insertInto('device_requests')
    .values({
      withdrawal_id: made.withdrawalId,
      request_id: made.requestId,
      request: made.request,
      request_digest: made.requestDigest,
      created_by: made.createdBy,
      created_at: made.createdAt,
    })
    .execute();
}

/** What the device answered. A signature that came after a refusal takes its place; nothing takes that of a signature. */
export async function storeSignature(
  tx: Tx,
  withdrawalId: string,
  answer: {
    readonly result: 'signed' | 'too-late';
    readonly response: Uint8Array;
    readonly transactionHash: Uint8Array;
    readonly at: Date;
  },
): Promise<void> {
  await tx
    .updateTable('device_requests')
    .set({
      result: answer.result,
      response: answer.response,
      transaction_hash: answer.transactionHash,
      answered_at: answer.at,
    })
    .where('withdrawal_id', '=', withdrawalId)
    .where('response', 'is', null)
    .executeTakeFirstOrThrow();
}

export async function storeRefusal(tx: Tx, withdrawalId: string, at: Date): Promise<void> {
  await tx
    .updateTable('device_requests')
    .set({ result: 'refused', answered_at: at })
    .where('withdrawal_id', '=', withdrawalId)
    .where('result', 'is', null)
    .executeTakeFirstOrThrow();
}
