import { equalBytes, Refusal, refuseUnless } from '../bytes/index.ts';
import {
  type Approver,
  type ApproverCredential,
  type BackOfficeApproval,
  intentDigest,
  type WithdrawalIntent,
} from '../protocol/index.ts';
import { type Es256Verifier, verifyWebAuthnAssertion } from './webauthn.ts';

/** Who may approve, and on which pages: what was paired, never what a request says. */
export type Roster = {
  readonly rpId: string;
  readonly origins: readonly string[];
  readonly approvers: readonly Approver[];
};

/**
 * Checks one approval of an intent; `verify` is the caller's own check of signatures.
 *
 * Refuses with APPROVER_UNKNOWN, APPROVER_REMOVED, APPROVAL_BY_REQUESTER, CREDENTIAL_UNKNOWN or what
 * verifyWebAuthnAssertion refuses.
 */
export function verifyBackOfficeApproval(
  intent: WithdrawalIntent,
  intentBytes: Uint8Array,
  approval: BackOfficeApproval,
  roster: Roster,
  verify?: Es256Verifier,
): Approver {
  const approver = findApprover(roster, approval.approverId);
  refuseUnless(
    !equalBytes(approver.approverId, intent.requestedBy),
    'APPROVAL_BY_REQUESTER',
    `${approver.name} requested this withdrawal and cannot approve it too.`,
  );
  const credential = findCredential(approver, approval.credentialId);
  verifyWebAuthnAssertion({
    credentialPublicKey: credential.publicKey,
    challenge: intentDigest(intentBytes),
    origins: roster.origins,
    rpId: roster.rpId,
    assertion: approval,
    ...(verify && { verify }),
  });
  return approver;
}

/**
 * Checks that enough different people of the roster approved an intent; every approval given must be good.
 *
 * Refuses with APPROVAL_DOUBLED, APPROVALS_MISSING or what {@link verifyBackOfficeApproval} refuses.
 */
export function verifyBackOfficeApprovals(
  intent: WithdrawalIntent,
  intentBytes: Uint8Array,
  approvals: readonly BackOfficeApproval[],
  roster: Roster,
  quorum: number,
  verify?: Es256Verifier,
): readonly Approver[] {
  const approvers: Approver[] = [];
  for (const approval of approvals) {
    const approver = verifyBackOfficeApproval(intent, intentBytes, approval, roster, verify);
    refuseUnless(
      !approvers.includes(approver),
      'APPROVAL_DOUBLED',
      `${approver.name} approved twice; one person counts once.`,
    );
    approvers.push(approver);
  }
  refuseUnless(
    approvers.length >= quorum,
    'APPROVALS_MISSING',
    `${quorum} approvals of the back office are needed; ${approvers.length} are there.`,
  );
  return approvers;
}

function findApprover(roster: Roster, approverId: Uint8Array): Approver {
  const approver = roster.approvers.find((candidate) => equalBytes(candidate.approverId, approverId));
  if (!approver)
    throw new Refusal('APPROVER_UNKNOWN', 'An approval was given by a person who is not on the list of approvers.');
  refuseUnless(
    !approver.removed,
    'APPROVER_REMOVED',
    `${approver.name} is no longer an approver. The payment must be requested and approved again.`,
  );
  return approver;
}

function findCredential(approver: Approver, credentialId: Uint8Array): ApproverCredential {
  const credential = approver.credentials.find((candidate) => equalBytes(candidate.credentialId, credentialId));
  if (credential) return credential;
  throw new Refusal(
    'CREDENTIAL_UNKNOWN',
    `An approval of ${approver.name} was given with a passkey that is not registered.`,
  );
}
