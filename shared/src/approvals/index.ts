export {
  type AccountToConfirm,
  accountConfirmationDigest,
  type ForeignWalletToConfirm,
  foreignWalletDigest,
  type PolicyActivation,
  policyActivationDigest,
} from './administrator-digests.ts';
export { type Roster, verifyBackOfficeApproval, verifyBackOfficeApprovals } from './back-office-approvals.ts';
export { type OfficerSubject, verifyOfficerApproval, verifyOfficerApprovals } from './officer-approvals.ts';
export { type Es256Verifier, verifyWebAuthnAssertion, type WebAuthnAssertion } from './webauthn.ts';
