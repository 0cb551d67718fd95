import { equalBytes, Refusal, refuseUnless } from '../bytes/index.ts';
import { type CeremonyKind, type Officer, type OfficerApproval, officerApprovalDigest } from '../protocol/index.ts';
import { verifyOfficerSignature } from './officer-signature.ts';

/** What officers approved: the ceremony, the vault, and the digest of what they saw. */
export type OfficerSubject = {
  readonly kind: CeremonyKind;
  readonly vaultId: Uint8Array;
  readonly digest: Uint8Array;
};

/**
 * Checks that enough different officers approved a subject; every approval given must be good.
 *
 * Refuses with OFFICER_UNKNOWN, OFFICER_DOUBLED, OFFICER_REFUSALS_UNORDERED, OFFICER_SIGNATURE_INVALID or
 * OFFICER_APPROVALS_MISSING.
 */
export function verifyOfficerApprovals(
  subject: OfficerSubject,
  approvals: readonly OfficerApproval[],
  officers: readonly Officer[],
  quorum: number,
): void {
  const seen: Officer[] = [];
  for (const approval of approvals) {
    const officer = verifyOfficerApproval(subject, approval, officers);
    refuseUnless(
      !seen.includes(officer),
      'OFFICER_DOUBLED',
      `${officer.name} approved twice; one officer counts once.`,
    );
    seen.push(officer);
  }
  refuseUnless(
    seen.length >= quorum,
    'OFFICER_APPROVALS_MISSING',
    `${quorum} officers must approve; ${seen.length} did.`,
  );
}

/** Checks one officer's approval. Refuses as {@link verifyOfficerApprovals} does. */
export function verifyOfficerApproval(
  subject: OfficerSubject,
  approval: OfficerApproval,
  officers: readonly Officer[],
): Officer {
  const officer = officers.find((candidate) => equalBytes(candidate.officerId, approval.officerId));
  if (!officer)
    throw new Refusal('OFFICER_UNKNOWN', 'An approval was given by a person who is not an officer of this vault.');
  refuseUnless(
    approval.refusedItems.every((item, index, all) => index === 0 || item > (all[index - 1] ?? item)),
    'OFFICER_REFUSALS_UNORDERED',
    'The list of refused items is not in ascending order.',
  );
  const digest = officerApprovalDigest(subject.kind, subject.vaultId, subject.digest, approval.refusedItems);
  verifyOfficerSignature(officer.publicKey, digest, approval.signature);
  return officer;
}
