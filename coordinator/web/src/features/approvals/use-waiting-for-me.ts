import { useHasRole, useSession } from '../../api/use-session.ts';
import { useWithdrawals, type WithdrawalView } from '../withdrawals/withdrawals-api.ts';

const NONE: readonly WithdrawalView[] = [];

/** Withdrawals that wait for the word of the person who is signed in. */
export function useWaitingForMe(): readonly WithdrawalView[] {
  const me = useSession();
  const isApprover = useHasRole('approver');
  const waiting = useWithdrawals({ state: 'awaiting-approval' }, isApprover);
  return waiting.data?.items.filter((withdrawal) => waitsFor(withdrawal, me.id)) ?? NONE;
}

/** Whether somebody may still decide: not their own request, not decided already. */
export function waitsFor(withdrawal: WithdrawalView, personId: string): boolean {
  const isOwn = withdrawal.requestedBy.id === personId;
  return !isOwn && !withdrawal.approvals.some((approval) => approval.approverId === personId);
}
