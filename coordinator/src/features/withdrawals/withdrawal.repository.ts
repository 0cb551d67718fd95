import { toHex } from '@vieraugen/shared/bytes';
import type { Insertable } from 'kysely';
import { z } from 'zod';
import type { Database, Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import type { WalletCustody } from '../wallets/index.ts';
import type { PageCursor } from '../wire.ts';
import type { WithdrawalTables } from './tables.ts';
import type { Reason, Withdrawal } from './withdrawal.ts';
import { UNPAID_STATES, WITHDRAWAL_STATES, type WithdrawalState } from './withdrawal-states.ts';

const Bytes = z.instanceof(Uint8Array);
/** PostgreSQL's 'infinity' arrives as the number. */
const Moment = z
  .union([z.date().transform((date) => date.getTime() / 1000), z.literal(Number.POSITIVE_INFINITY)])
  .nullable();

const Row = z
  .object({
    id: z.guid(),
    wallet_id: z.guid(),
    state: z.enum(WITHDRAWAL_STATES),
    intent: Bytes,
    intent_digest: Bytes,
    chain: z.string(),
    token: Bytes,
    destination: Bytes,
    amount: z.coerce.bigint(),
    max_fee: z.coerce.bigint(),
    policy_digest: Bytes,
    requested_by: z.guid(),
    requested_by_kind: z.enum(['account', 'api-key']),
    reference: z.string().nullable(),
    gas_limit: z.coerce.bigint(),
    approvals_needed: z.number().int(),
    created_at: z.date(),
    expires_at: z.date(),
    updated_at: z.date(),
    at_signer_until: Moment,
    reason_code: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .transform(
    (row): Withdrawal => ({
      id: row.id,
      walletId: row.wallet_id,
      state: row.state,
      intent: row.intent,
      intentDigest: row.intent_digest,
      chain: row.chain,
      token: row.token,
      destination: row.destination,
      amount: row.amount,
      maxFee: row.max_fee,
      policyDigest: row.policy_digest,
      requestedBy: { id: row.requested_by, kind: row.requested_by_kind },
      reference: row.reference ?? undefined,
      gasLimit: row.gas_limit,
      approvalsNeeded: row.approvals_needed,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      updatedAt: row.updated_at,
      atSignerUntil: row.at_signer_until ?? undefined,
      reason: row.reason_code === null ? undefined : { code: row.reason_code, message: row.reason ?? '' },
    }),
  );

export function parseWithdrawal(row: unknown): Withdrawal {
  return Row.parse(row);
}

/** The row of a new withdrawal, which is due at once. */
export function newRow(withdrawal: Withdrawal): Insertable<WithdrawalTables['withdrawals']> {
  return {
    id: withdrawal.id,
    wallet_id: withdrawal.walletId,
    state: withdrawal.state,
    intent: withdrawal.intent,
    intent_digest: withdrawal.intentDigest,
    chain: withdrawal.chain,
    token: withdrawal.token,
    destination: withdrawal.destination,
    amount: withdrawal.amount.toString(),
    max_fee: withdrawal.maxFee.toString(),
    policy_digest: withdrawal.policyDigest,
    requested_by: withdrawal.requestedBy.id,
    requested_by_kind: withdrawal.requestedBy.kind,
    reference: withdrawal.reference ?? null,
    gas_limit: withdrawal.gasLimit,
    approvals_needed: withdrawal.approvalsNeeded,
    created_at: withdrawal.createdAt,
    expires_at: withdrawal.expiresAt,
    updated_at: withdrawal.updatedAt,
    due_at: withdrawal.createdAt,
  };
}

/** Throws WITHDRAWAL_NOT_FOUND. */
export async function getWithdrawal(db: Database, id: string): Promise<Withdrawal> {
  return found(await db.selectFrom('withdrawals').selectAll().where('id', '=', id).executeTakeFirst());
}

/** {@link getWithdrawal}, its row held until the transaction ends. */
export async function lockWithdrawal(tx: Tx, id: string): Promise<Withdrawal> {
  return found(await tx.selectFrom('withdrawals').selectAll().where('id', '=', id).forUpdate().executeTakeFirst());
}

function found(row: unknown): Withdrawal {
  if (row === undefined) throw new AppError('WITHDRAWAL_NOT_FOUND', 'There is no withdrawal with this id.');
  return Row.parse(row);
}

export type WithdrawalFilter = {
  readonly state?: WithdrawalState | undefined;
  readonly walletId?: string | undefined;
  readonly chain?: string | undefined;
  readonly after?: PageCursor | undefined;
  readonly limit: number;
};

/** Newest first. */
export async function listWithdrawals(db: Database, filter: WithdrawalFilter): Promise<readonly Withdrawal[]> {
  let query = db.selectFrom('withdrawals').selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc');
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.walletId !== undefined) query = query.where('wallet_id', '=', filter.walletId);
  if (filter.chain !== undefined) query = query.where('chain', '=', filter.chain);
  const { after } = filter;
  if (after !== undefined) {
    query = query.where((eb) => eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(after.createdAt, after.id)));
  }
  return z.array(Row).parse(await query.limit(filter.limit).execute());
}

/** Ids of withdrawals whose next step is due, the longest waiting first; new ones, which {@link lockRequested} has, if asked. */
export async function listDue(
  db: Database,
  now: number,
  options: { readonly limit: number; readonly withNew: boolean },
): Promise<readonly string[]> {
  const at = new Date(now * 1000);
  let query = db
    .selectFrom('withdrawals')
    .select('id')
    .where('due_at', '<=', at)
    .where('state', 'not in', ['confirmed', ...UNPAID_STATES]);
  if (!options.withNew)
    query = query.where((eb) => eb.or([eb('state', '!=', 'requested'), eb('expires_at', '<=', at)]));
  const rows = await query.orderBy('due_at').limit(options.limit).execute();
  return rows.map((row) => row.id);
}

/** New withdrawals that nobody works on now, their rows held until the transaction ends; the longest waiting first. */
export async function lockRequested(tx: Tx, now: number, limit: number): Promise<readonly Withdrawal[]> {
  const at = new Date(now * 1000);
  const rows = await tx
    .selectFrom('withdrawals')
    .selectAll()
    .where('state', '=', 'requested')
    .where('due_at', '<=', at)
    .where('expires_at', '>', at)
    .orderBy('due_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return z.array(Row).parse(rows);
}

/** Looks again later; `reason` tells people what is waited for. The state stays. */
export async function postpone(
  db: Database,
  withdrawal: Withdrawal,
  dueAt: number,
  reason: Reason | undefined,
): Promise<void> {
  await db
    .updateTable('withdrawals')
    .set({
      due_at: new Date(dueAt * 1000),
      reason_code: reason?.code ?? null,
      reason: reason?.message ?? null,
    })
    .where('id', '=', withdrawal.id)
    .where('state', '=', withdrawal.state)
    .execute();
}

/** Looks again later at a withdrawal that cannot even be read, so that it holds no other one up. */
export async function setAside(db: Database, id: string, dueAt: number): Promise<void> {
  await db
    .updateTable('withdrawals')
    .set({ due_at: new Date(dueAt * 1000) })
    .where('id', '=', id)
    .execute();
}

/** Which keys share one limit of a day: those of a vault, all hot ones, or all foreign ones. */
export type SpendScope = {
  readonly kind: WalletCustody['kind'];
  /** Null but for cold ones. */
  readonly vaultId: string | null;
  readonly chain: string;
  readonly token: Uint8Array;
};

/** A text that is the same for the same scope. */
export function nameOfScope({ kind, vaultId, chain, token }: SpendScope): string {
  return `${kind} ${vaultId} ${chain} ${toHex(token)}`;
}

/**
 * What was committed in the last 24 hours and, with `pending`, what is still on its way to be. The withdrawal `except`
 * does not count.
 */
export async function spentInLastDay(
  db: Database,
  scope: SpendScope,
  options: { readonly now: number; readonly except: string | undefined; readonly pending: boolean },
): Promise<bigint> {
  const dayAgo = new Date((options.now - 24 * 3600) * 1000);
  let query = db
    .selectFrom('withdrawals')
    .innerJoin('wallets', 'wallets.id', 'withdrawals.wallet_id')
    .select((eb) => eb.fn.sum('withdrawals.amount').as('total'))
    .where('wallets.kind', '=', scope.kind)
    .where('wallets.vault_id', 'is not distinct from', scope.vaultId)
    .where('withdrawals.chain', '=', scope.chain)
    .where('withdrawals.token', '=', scope.token)
    .where('withdrawals.state', 'not in', [...UNPAID_STATES])
    .where((eb) => {
      const committed = eb('withdrawals.committed_at', '>', dayAgo);
      return options.pending ? eb.or([committed, eb('withdrawals.committed_at', 'is', null)]) : committed;
    });
  if (options.except !== undefined) query = query.where('withdrawals.id', '!=', options.except);
  const { total } = z.object({ total: z.coerce.bigint().nullable() }).parse(await query.executeTakeFirst());
  return total ?? 0n;
}

/** From now on the money counts against the limit of the day. Once, however often it is said. */
export async function markCommitted(tx: Tx, id: string, now: number): Promise<void> {
  await tx
    .updateTable('withdrawals')
    .set({ committed_at: new Date(now * 1000) })
    .where('id', '=', id)
    .where('committed_at', 'is', null)
    .execute();
}

/** The signer has it: until then nobody may cancel it. Infinity once the signer said that it signed it. */
export async function markAtSigner(tx: Tx, id: string, until: number): Promise<void> {
  await tx
    .updateTable('withdrawals')
    .set({ at_signer_until: until === Number.POSITIVE_INFINITY ? 'infinity' : new Date(until * 1000) })
    .where('id', '=', id)
    .execute();
}
