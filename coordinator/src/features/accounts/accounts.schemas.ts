import { z } from 'zod';
import { AssertionOptions, Base64UrlText, ReadableText, Words } from '../wire.schemas.ts';
import { ROLES } from './roles.ts';

/**
 * `unconfirmed`: it has a passkey, and is nobody until another administrator confirms it. `refused`: it was not confirmed.
 * `disabled`: it was active.
 */
const ACCOUNT_STATES = ['unconfirmed', 'active', 'refused', 'disabled'] as const;
export type AccountState = (typeof ACCOUNT_STATES)[number];

/** What people see of an account. */
export const AccountView = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  roles: z.array(z.enum(ROLES)),
  state: z.enum(ACCOUNT_STATES),
  /** Null for the founders, and for who was invited on the coordinator's machine. */
  invitedBy: z.uuid().nullable(),
  /** Null for the founders, and for who was there before accounts were confirmed. */
  confirmedBy: z.uuid().nullable(),
  /** Why it was not confirmed. */
  refusal: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
export type AccountView = z.infer<typeof AccountView>;

/** It crosses the gap with the approvers of a vault, where the same rule holds. */
export const AccountName = ReadableText(80);
export const Roles = z
  .array(z.enum(ROLES))
  .min(1)
  .refine((roles) => new Set(roles).size === roles.length, 'names a role twice');

/** `words`: to be read to the administrator who confirms; null for a founder, who needs nobody. */
export const EnrolledView = AccountView.extend({ words: Words.nullable() });
export type EnrolledView = z.infer<typeof EnrolledView>;

/** What another administrator reads before they confirm an account. */
export const ConfirmationView = z.strictObject({
  account: AccountView,
  /** The passkey that is confirmed with it; the key is P-256, compressed, in hex. */
  credentialId: Base64UrlText,
  publicKey: z.string(),
  options: AssertionOptions,
});
export type ConfirmationView = z.infer<typeof ConfirmationView>;

export const RefuseAccount = z.strictObject({ reason: ReadableText(300) });
