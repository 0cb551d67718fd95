import { equalBytes, Refusal, toBase64Url } from '@vieraugen/shared/bytes';
import type { AccountPrincipal } from '../../http/principal.ts';
import { uuidBytes } from '../accounts/index.ts';
import type { CustodyServices } from '../custody-services.ts';
import { wordsOf } from '../wire.ts';
import { getWithdrawal } from '../withdrawals/index.ts';
import { rosterFor } from './approval-roster.ts';
import type { ApprovalOptions } from './approvals.schemas.ts';

const TIMEOUT_MS = 120_000;

/**
 * What the browser asks the passkey to sign. The challenge is not random: it is the digest of what is approved, so that
 * the assertion proves the approval of exactly this to anybody, for ever. One a person counts, so a replay gains nothing.
 */
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
  return {
    withdrawalId: withdrawal.id,
    challenge: toBase64Url(withdrawal.intentDigest),
    words: wordsOf(withdrawal.intentDigest),
    rpId: roster.rpId,
    allowCredentials: approver.credentials.map(({ credentialId }) => ({
      type: 'public-key' as const,
      id: toBase64Url(credentialId),
    })),
    userVerification: 'required',
    timeout: TIMEOUT_MS,
  };
}
