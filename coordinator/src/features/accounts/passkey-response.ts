import { z } from 'zod';

const Base64Url = z.base64url().max(16_384);

/** PublicKeyCredential as JSON (WebAuthn L3, section 5.1.8): what we read of it; the browser may add more. */
const common = {
  id: Base64Url,
  rawId: Base64Url,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  clientExtensionResults: z.looseObject({}).default({}),
};

export const RegistrationResponse = z.object({
  ...common,
  response: z.object({ clientDataJSON: Base64Url, attestationObject: Base64Url }),
});

export const AssertionResponse = z.object({
  ...common,
  response: z.object({
    clientDataJSON: Base64Url,
    authenticatorData: Base64Url,
    signature: Base64Url,
    userHandle: Base64Url.optional(),
  }),
});

export type RegistrationResponse = z.infer<typeof RegistrationResponse>;
export type AssertionResponse = z.infer<typeof AssertionResponse>;
