import { verifyBackOfficeApproval } from '@vieraugen/shared/approvals';
import { toHex } from '@vieraugen/shared/bytes';
import { type BackOfficeApproval, decodeIntent } from '@vieraugen/shared/protocol';
import type { Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import { uuidBytes } from '../accounts/index.ts';
import { appendAudit } from '../audit/index.ts';
import type { CustodyServices } from '../custody-services.ts';
import type { PasskeyAssertion } from '../wire.schemas.ts';
import { assertionBytes } from '../wire.ts';
import {
  insertApproval,
  listApprovals,
  lockWithdrawal,
  moveWithdrawal,
  subjectOf,
  type Withdrawal,
} from '../withdrawals/index.ts';
import { rosterFor } from './approval-roster.ts';

/**
 * Counts an approval, judged by the same code as in the signer. The withdrawal's row is held meanwhile, so that of many
 * approvals at once exactly one is the last that was needed.
 */
export async function approveWithdrawal(
  services: CustodyServices,
  tx: Tx,
  who: AccountPrincipal,
  input: { readonly withdrawalId: string; readonly assertion: PasskeyAssertion },
): Promise<Withdrawal> {
  const withdrawal = await lockWithdrawal(tx, input.withdrawalId);
  demandOpen(withdrawal, services.now());
  const approval: BackOfficeApproval = { approverId: uuidBytes(who.id), ...assertionBytes(input.assertion) };
  const roster = await rosterFor(tx, services.webauthn, withdrawal);
  verifyBackOfficeApproval(decodeIntent(withdrawal.intent), withdrawal.intent, approval, roster);
  const stored = { ...approval, withdrawalId: withdrawal.id, accountId: who.id };
  if (!(await insertApproval(tx, stored, services.now()))) {
    throw new AppError('APPROVAL_ALREADY_GIVEN', 'You approved this withdrawal already; one person counts once.');
  }
  const actor = actorOf(who);
  const detail = { intentDigest: toHex(withdrawal.intentDigest), credential: toHex(approval.credentialId) };
  appendAudit(tx, { actor, action: 'approval.given', subject: subjectOf(withdrawal), detail });
  const given = (await listApprovals(tx, [withdrawal.id])).length;
  if (given < withdrawal.approvalsNeeded) return withdrawal;
  return moveWithdrawal(tx, withdrawal, { to: 'approved', actor, now: services.now() });
}

/** One no is enough: it ends here, with the reason for everybody to read. */
export async function rejectWithdrawal(
  tx: Tx,
  who: AccountPrincipal,
  input: { readonly withdrawalId: string; readonly reason: string; readonly now: number },
): Promise<Withdrawal> {
  const withdrawal = await lockWithdrawal(tx, input.withdrawalId);
  demandOpen(withdrawal, input.now);
  const reason = { code: 'APPROVER_REJECTED', message: input.reason };
  return moveWithdrawal(tx, withdrawal, { to: 'rejected', actor: actorOf(who), now: input.now, reason });
}

function demandOpen(withdrawal: Withdrawal, now: number): void {
  if (withdrawal.state !== 'awaiting-approval' || withdrawal.expiresAt.getTime() <= now * 1000) {
    throw new AppError('WITHDRAWAL_STATE', `This withdrawal does not wait for approvals: it is ${withdrawal.state}.`);
  }
}
