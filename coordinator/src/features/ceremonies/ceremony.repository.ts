import { z } from 'zod';
import type { Database, Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import type { PageCursor } from '../wire.ts';
import { CEREMONY_STATES } from './ceremonies.schemas.ts';

export type CeremonyState = (typeof CEREMONY_STATES)[number];

/** A signing-request and, once it came, its answer. */
export type Ceremony = {
  readonly id: string;
  readonly vaultId: string;
  readonly sequence: number;
  readonly state: CeremonyState;
  readonly request: Uint8Array;
  readonly requestDigest: Uint8Array;
  readonly response: { readonly bytes: Uint8Array; readonly digest: Uint8Array } | undefined;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly answeredAt: Date | undefined;
};

export type ItemResult = 'signed' | 'refused' | 'too-late';

export type CeremonyItem = {
  readonly ceremonyId: string;
  readonly position: number;
  readonly withdrawalId: string;
  readonly result: ItemResult | undefined;
  readonly code: string | undefined;
  readonly reason: string | undefined;
};

const Bytes = z.instanceof(Uint8Array);
const Row = z
  .object({
    id: z.guid(),
    vault_id: z.guid(),
    sequence: z.coerce.number().int(),
    state: z.enum(CEREMONY_STATES),
    request: Bytes,
    request_digest: Bytes,
    response: Bytes.nullable(),
    response_digest: Bytes.nullable(),
    created_at: z.date(),
    expires_at: z.date(),
    answered_at: z.date().nullable(),
  })
  .transform(
    (row): Ceremony => ({
      id: row.id,
      vaultId: row.vault_id,
      sequence: row.sequence,
      state: row.state,
      request: row.request,
      requestDigest: row.request_digest,
      response: row.response && row.response_digest ? { bytes: row.response, digest: row.response_digest } : undefined,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      answeredAt: row.answered_at ?? undefined,
    }),
  );

const ItemRow = z
  .object({
    ceremony_id: z.guid(),
    position: z.number().int(),
    withdrawal_id: z.guid(),
    result: z.enum(['signed', 'refused', 'too-late']).nullable(),
    code: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .transform(
    (row): CeremonyItem => ({
      ceremonyId: row.ceremony_id,
      position: row.position,
      withdrawalId: row.withdrawal_id,
      result: row.result ?? undefined,
      code: row.code ?? undefined,
      reason: row.reason ?? undefined,
    }),
  );

/** Throws CEREMONY_NOT_FOUND. */
export async function getCeremony(db: Database, id: string): Promise<Ceremony> {
  return found(await db.selectFrom('ceremonies').selectAll().where('id', '=', id).executeTakeFirst());
}

/** {@link getCeremony}, its row held until the transaction ends. */
export async function lockCeremony(tx: Tx, id: string): Promise<Ceremony> {
  return found(await tx.selectFrom('ceremonies').selectAll().where('id', '=', id).forUpdate().executeTakeFirst());
}

/** The ceremony whose request has this digest, its row held until the transaction ends. */
export async function lockCeremonyOfRequest(
  tx: Tx,
  vaultId: string,
  requestDigest: Uint8Array,
): Promise<Ceremony | undefined> {
  const row = await tx
    .selectFrom('ceremonies')
    .selectAll()
    .where('vault_id', '=', vaultId)
    .where('request_digest', '=', requestDigest)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : Row.parse(row);
}

function found(row: unknown): Ceremony {
  if (row === undefined) throw new AppError('CEREMONY_NOT_FOUND', 'There is no ceremony with this id.');
  return Row.parse(row);
}

/** Newest first. */
export async function listCeremonies(
  db: Database,
  filter: { readonly state: CeremonyState | undefined; readonly after: PageCursor | undefined; readonly limit: number },
): Promise<readonly Ceremony[]> {
  let query = db.selectFrom('ceremonies').selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc');
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  const { after } = filter;
  if (after !== undefined) {
    query = query.where((eb) => eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(after.createdAt, after.id)));
  }
  return z.array(Row).parse(await query.limit(filter.limit).execute());
}

/** In the order of the request. */
export async function listItems(db: Database, ceremonyIds: readonly string[]): Promise<readonly CeremonyItem[]> {
  if (ceremonyIds.length === 0) return [];
  const rows = await db
    .selectFrom('ceremony_items')
    .select(['ceremony_id', 'position', 'withdrawal_id', 'result', 'code', 'reason'])
    .where('ceremony_id', 'in', [...ceremonyIds])
    .orderBy('ceremony_id')
    .orderBy('position')
    .execute();
  return z.array(ItemRow).parse(rows);
}

export async function insertCeremony(
  tx: Tx,
  made: Omit<Ceremony, 'state' | 'response' | 'answeredAt'> & { readonly createdBy: string },
  withdrawalIds: readonly string[],
): Promise<void> {
  await tx
    .insertInto('ceremonies')
    .values({
      id: made.id,
      vault_id: made.vaultId,
      sequence: made.sequence,
      state: 'open',
      request: made.request,
      request_digest: made.requestDigest,
      created_by: made.createdBy,
      created_at: made.createdAt,
      expires_at: made.expiresAt,
    })
    .execute();
  const items = withdrawalIds.map((withdrawalId, position) => ({
    ceremony_id: made.id,
    position,
    withdrawal_id: withdrawalId,
    open: true,
  }));
  await tx.insertInto('ceremony_items').values(items).execute();
}

/** Withdrawals among these that another ceremony still holds. */
export async function listHeld(tx: Tx, withdrawalIds: readonly string[]): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('ceremony_items')
    .select('withdrawal_id')
    .where('open', '=', true)
    .where('withdrawal_id', 'in', [...withdrawalIds])
    .execute();
  return rows.map((row) => row.withdrawal_id);
}

/** Ends an open ceremony without an answer: its withdrawals may be taken into another. */
export async function releaseCeremony(tx: Tx, id: string, state: 'cancelled' | 'expired'): Promise<void> {
  await tx.updateTable('ceremonies').set({ state }).where('id', '=', id).where('state', '=', 'open').execute();
  await tx.updateTable('ceremony_items').set({ open: false }).where('ceremony_id', '=', id).execute();
}

/** Ids of open ceremonies whose requests ended before `moment`, their rows held. */
export async function lockOverdue(tx: Tx, moment: Date): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('ceremonies')
    .select('id')
    .where('state', '=', 'open')
    .where('expires_at', '<=', moment)
    .orderBy('id')
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map((row) => row.id);
}

export async function storeResponse(
  tx: Tx,
  id: string,
  response: { readonly bytes: Uint8Array; readonly digest: Uint8Array },
  now: number,
): Promise<void> {
  await tx
    .updateTable('ceremonies')
    .set({
      state: 'answered',
      response: response.bytes,
      response_digest: response.digest,
      answered_at: new Date(now * 1000),
    })
    .where('id', '=', id)
    .where('response', 'is', null)
    .executeTakeFirstOrThrow();
}

export async function storeResult(
  tx: Tx,
  item: CeremonyItem,
  result: { readonly result: ItemResult; readonly code?: string; readonly reason?: string },
): Promise<void> {
  await tx
    .updateTable('ceremony_items')
    .set({
      open: false,
      result: result.result,
      ...(result.code === undefined ? {} : { code: result.code }),
      ...(result.reason === undefined ? {} : { reason: result.reason }),
    })
    .where('ceremony_id', '=', item.ceremonyId)
    .where('position', '=', item.position)
    .execute();
}
