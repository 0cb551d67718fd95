import { isReadable } from '@vieraugen/shared/bytes';
import { z } from 'zod';

/** A UUID, or any 16 bytes written like one: vaults and keys are named by the signer. One id has one form. */
export const Id = z.guid().toLowerCase();
export const IdParams = z.strictObject({ id: Id });

/** CAIP-2. */
export const ChainText = z.string().regex(/^eip155:[1-9][0-9]{0,15}$/, 'a chain is named eip155:CHAINID');

/** 0x and 40 digits; a mixed-case text must bear the right checksum (EIP-55). */
export const AddressText = z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'an address is 0x and 40 hexadecimal digits');

/** An integer in the smallest unit of its asset, as decimal digits. */
export const AmountText = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,77})$/, 'an amount is a whole number in the smallest unit');

/** SHA-256 in lower-case hex. */
export const DigestText = z.string().regex(/^[0-9a-f]{64}$/, 'a digest is 64 lower-case hexadecimal digits');

export const Base64UrlText = z.string().regex(/^[A-Za-z0-9_-]+$/, 'base64url without padding is expected');

/** 0x and 64 digits: a transaction or block hash. */
export const HashText = z.string().regex(/^0x[0-9a-f]{64}$/);

/** ISO 8601 in UTC. */
export const TimeText = z.iso.datetime();

/** The words that both screens show for a digest. */
export const Words = z.array(z.string()).length(8);

/** A text that shows what it says, by the same rule as on the signer's side. */
export const ReadableText = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine(
      isReadable,
      'write plain text: nothing that hides or reorders, and no word of two alphabets that look alike',
    );

/** What a browser asks the passkey to sign: the challenge is the digest of what is decided, `words` are its words. */
export const AssertionOptions = z.strictObject({
  challenge: Base64UrlText,
  words: Words,
  rpId: z.string(),
  allowCredentials: z.array(z.strictObject({ type: z.literal('public-key'), id: Base64UrlText })),
  userVerification: z.literal('required'),
  timeout: z.number().int(),
});
export type AssertionOptions = z.infer<typeof AssertionOptions>;

/** A WebAuthn assertion over such a challenge, each part in base64url. */
export const PasskeyAssertion = z.strictObject({
  credentialId: Base64UrlText.max(1400),
  authenticatorData: Base64UrlText.max(700),
  clientDataJson: Base64UrlText.max(1400),
  signature: Base64UrlText.max(100),
});
export type PasskeyAssertion = z.infer<typeof PasskeyAssertion>;

/** What a camera read: every frame of one message, or the message itself. */
export const ScannedMessage = z.union([
  z.strictObject({ frames: z.array(z.string().min(1).max(4296)).min(1).max(4000) }),
  z.strictObject({ message: Base64UrlText.max(350_000) }),
]);
export type ScannedMessage = z.infer<typeof ScannedMessage>;

/** How many bytes go into one QR code, and which frames are wanted. */
export const FramesQuery = z.strictObject({
  fragmentLength: z.coerce.number().int().min(16).max(1500).default(200),
  from: z.coerce.number().int().min(1).max(1_000_000).default(1),
  count: z.coerce.number().int().min(1).max(4000).optional(),
});

/** A message to be shown as animated QR codes. */
export const FramesView = z.strictObject({
  urType: z.string(),
  /** The message itself, for screens that make the frames themselves. */
  message: Base64UrlText,
  digest: DigestText,
  words: Words,
  /** Frames that suffice when none is lost. */
  partCount: z.number().int(),
  frames: z.array(z.string()),
});
export type FramesView = z.infer<typeof FramesView>;

export const PageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: Base64UrlText.max(200).optional(),
};

export const JournalHeadView = z.strictObject({ sequence: z.number().int(), hash: DigestText });
