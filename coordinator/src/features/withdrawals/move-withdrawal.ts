import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { insertRows } from '../../db/insert-rows.ts';
import type { Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { type AuditDetail, type AuditInput, appendAudit } from '../audit/index.ts';
import { parseWithdrawal } from './withdrawal.repository.ts';
import { type Reason, subjectOf, type Withdrawal } from './withdrawal.ts';
import { FINAL_STATES, isLegalMove, type WithdrawalState } from './withdrawal-states.ts';

export type Move = {
  readonly to: WithdrawalState;
  /** `account:ID`, `api-key:ID` or `system`. */
  readonly actor: string;
  readonly now: number;
  readonly reason?: Reason;
  /** For the audit log. */
  readonly detail?: AuditDetail;
  /** True when the money is committed by this move: it counts against the limit of the day from now on. */
  readonly commits?: boolean;
};

/** States in which a person, not the worker, has the next word; the worker only looks whether time is up. */
const WAITING_STATES: readonly WithdrawalState[] = ['awaiting-approval', 'awaiting-ceremony'];

/**
 * One move, with its audit entry, its line in the timeline and its event, or none of them. It happens only if the
 * withdrawal is still in the state it was read in; else WITHDRAWAL_STATE.
 */
export async function moveWithdrawal(tx: Tx, withdrawal: Withdrawal, move: Move): Promise<Withdrawal> {
  const row = await update(tx, withdrawal.state, [withdrawal.id], move).returningAll().executeTakeFirst();
  if (row === undefined) throw changedMeanwhile();
  await recordMoves(tx, [{ id: withdrawal.id, from: withdrawal.state, move }]);
  return parseWithdrawal(row);
}

/** {@link moveWithdrawal} for several that are in one state: all of them move or none. */
export async function moveWithdrawals(
  tx: Tx,
  from: WithdrawalState,
  withdrawals: readonly Withdrawal[],
  move: Move,
): Promise<void> {
  if (withdrawals.length === 0) return;
  const ids = withdrawals.map(({ id }) => id);
  const { numUpdatedRows } = await update(tx, from, ids, move).executeTakeFirstOrThrow();
  if (numUpdatedRows !== BigInt(ids.length)) throw changedMeanwhile();
  await recordMoves(
    tx,
    ids.map((id) => ({ id, from, move })),
  );
}

function update(tx: Tx, from: WithdrawalState, ids: readonly string[], move: Move) {
  if (!isLegalMove(from, move.to)) {
    throw new AppError('WITHDRAWAL_STATE', `This withdrawal is ${from}: it cannot become ${move.to}.`);
  }
  const at = new Date(move.now * 1000);
  return tx
    .updateTable('withdrawals')
    .set((column) => ({
      state: move.to,
      updated_at: at,
      due_at: WAITING_STATES.includes(move.to) ? column.ref('expires_at') : at,
      reason_code: move.reason?.code ?? null,
      reason: move.reason?.message ?? null,
      ...(move.commits === true ? { committed_at: at } : {}),
    }))
    .where('id', 'in', ids)
    .where('state', '=', from);
}

function changedMeanwhile(): AppError {
  return new AppError('WITHDRAWAL_STATE', 'This withdrawal changed meanwhile. Look at it again, then decide.');
}

/** A move of a withdrawal; `from` is null when the withdrawal is made. */
type RecordedMove = { readonly id: string; readonly from: WithdrawalState | null; readonly move: Move };

/** Timeline, event and audit entry of each move. */
async function recordMoves(tx: Tx, moves: readonly RecordedMove[]): Promise<void> {
  const rows = moves.map(rowsOfMove);
  const timelines = rows.map(({ timeline }) => timeline);
  const events = rows.map(({ event }) => event);
  await sql`WITH timeline AS (${insertRows('withdrawal_events', timelines)})
    ${insertRows('outbox_events', events)}`.execute(tx);
  for (const { audit } of rows) appendAudit(tx, audit);
}

/** What a move leaves in each log. */
export function rowsOfMove(recorded: RecordedMove) {
  const { id, move } = recorded;
  const audit: AuditInput = {
    actor: move.actor,
    action: `withdrawal.${move.to}`,
    subject: subjectOf({ id }),
    detail: { ...move.detail, ...(move.reason ? { reasonCode: move.reason.code } : {}) },
  };
  return { timeline: timelineRow(recorded), event: outboxRow(recorded), audit };
}

function timelineRow({ id, from, move }: RecordedMove) {
  return {
    withdrawal_id: id,
    from_state: from,
    to_state: move.to,
    actor: move.actor,
    reason_code: move.reason?.code ?? null,
    reason: move.reason?.message ?? null,
    at: new Date(move.now * 1000),
  };
}

function outboxRow({ id, from, move: { to, now } }: RecordedMove) {
  return {
    id: randomUUID(),
    type: `withdrawal.${to}`,
    data: { withdrawalId: id, from, to, isFinal: FINAL_STATES.includes(to) },
    created_at: new Date(now * 1000),
  };
}
