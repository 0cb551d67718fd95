import { type Roster, verifyBackOfficeApprovals } from '@vieraugen/shared/approvals';
import { equalBytes, refuseUnless } from '@vieraugen/shared/bytes';
import { decodeTransfer } from '@vieraugen/shared/chains/evm';
import { checkPaymentMatchesIntent, judgePayment, paymentOfTransfer } from '@vieraugen/shared/policy';
import { type BackOfficeApproval, decodeIntent } from '@vieraugen/shared/protocol';
import type { StoredPolicy } from '../policies/index.ts';
import type { Wallet } from '../wallets/index.ts';
import type { Withdrawal } from './withdrawal.ts';

/**
 * The last word before a transaction is signed or shown to the signer: as the signer does, it believes nothing but the
 * bytes. The transaction must do what the approved intent says, with the key that it names; the policy in force must allow
 * it; and enough different people must have approved exactly this intent.
 *
 * Refuses with INTENT_*, POLICY_*, APPROVAL*, APPROVER_* or CREDENTIAL_UNKNOWN.
 */
export function judgeWithdrawal(input: {
  readonly withdrawal: Withdrawal;
  /** Whose key is about to sign. */
  readonly wallet: Pick<Wallet, 'keyId'>;
  readonly unsigned: Uint8Array;
  readonly policy: StoredPolicy;
  readonly approvals: readonly BackOfficeApproval[];
  readonly roster: Roster;
  readonly spent: bigint;
}): void {
  const { withdrawal, policy } = input;
  const intent = decodeIntent(withdrawal.intent);
  refuseUnless(
    equalBytes(intent.policyDigest, policy.digest),
    'INTENT_POLICY_OUTDATED',
    'This withdrawal was approved under another policy than the one in force now. It must be requested again.',
  );
  refuseUnless(
    equalBytes(intent.keyId, input.wallet.keyId),
    'INTENT_KEY_DIFFERS',
    'This withdrawal was approved to be paid by another key than that of its wallet. It must be requested again.',
  );
  const payment = paymentOfTransfer(decodeTransfer(input.unsigned));
  checkPaymentMatchesIntent(payment, intent);
  judgePayment(policy.policy, payment, input.spent);
  const quorum = policy.policy.approverQuorum;
  verifyBackOfficeApprovals(intent, withdrawal.intent, input.approvals, input.roster, quorum);
}
