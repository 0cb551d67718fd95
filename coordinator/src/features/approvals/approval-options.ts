import { equalBytes, Refusal } from '@vieraugen/shared/bytes';
import type { AccountPrincipal } from '../../http/principal.ts';
import { uuidBytes } from '../accounts/index.ts';
import type { CustodyServices } from '../custody-services.ts';
import { assertionOptions } from '../wire.ts';
import { getWithdrawal } from '../withdrawals/index.ts';
import { rosterFor } from './approval-roster.ts';
import type { ApprovalOptions } from './approvals.schemas.ts';

/** What the browser asks the passkey to sign: the digest of the intent. */
export async function approvalOptions(
  services: CustodyServices,
  who: AccountPrincipal,
  withdrawalId: string,
): Promise<ApprovalOptions> {
  const withdrawal = await getWithdrawal(services.db, withdrawalId);
  const roster = await rosterFor(services.db, services.webauthn, withdrawal);
  const approver = roster.approvers.find((candidate) => equalBytes(candidate.approverId, uuidBytes(who.id)));
  if (approver === undefined || approver.removed || approver.credentials.length === 0) {
    throw new Refusal(
      'APPROVER_UNKNOWN',
      'Your passkey is not on the list of approvers for this wallet. If you were added lately, the vault must learn of you first.',
    );
  }
  const options = assertionOptions(withdrawal.intentDigest, roster.rpId, approver.credentials);
  return { withdrawalId: withdrawal.id, ...options };
}
