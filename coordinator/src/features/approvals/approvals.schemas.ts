import { z } from 'zod';
import { Base64UrlText, Id, ReadableText, Words } from '../wire.schemas.ts';

/** What the browser needs for navigator.credentials.get: the challenge is the digest of the intent. */
export const ApprovalOptions = z.strictObject({
  withdrawalId: Id,
  challenge: Base64UrlText,
  words: Words,
  rpId: z.string(),
  allowCredentials: z.array(z.strictObject({ type: z.literal('public-key'), id: Base64UrlText })),
  userVerification: z.literal('required'),
  timeout: z.number().int(),
});
export type ApprovalOptions = z.infer<typeof ApprovalOptions>;

/** A WebAuthn assertion, each part in base64url. */
export const SubmitApproval = z.strictObject({
  credentialId: Base64UrlText.max(1400),
  authenticatorData: Base64UrlText.max(700),
  clientDataJson: Base64UrlText.max(1400),
  signature: Base64UrlText.max(100),
});
export type SubmitApproval = z.infer<typeof SubmitApproval>;

export const RejectWithdrawal = z.strictObject({ reason: ReadableText(300) });
