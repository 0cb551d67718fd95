import * as z from 'zod';
import { reviewActionSchema, scanActionSchema } from './actions.ts';

/** Which window may speak on a channel. */
export type Role = 'review' | 'scan';

const nothing = z.undefined();

/**
 * Every channel from a page to main: who may speak, what is parsed, how often. All answer with a `Reply`. A page's only
 * other powers are the two pushes below. Adding a channel needs a decision page.
 */
export const CONTRACT = {
  /** An officer's action, forwarded to the core. */
  'review/act': { role: 'review', input: reviewActionSchema, perSecond: 20 },
  /** The page has loaded and wants the state pushed. */
  'review/open': { role: 'review', input: nothing, perSecond: 5 },
  /** Ends what is left of the signer process and both windows, and starts clean. */
  'review/restart': { role: 'review', input: nothing, perSecond: 1 },
  /** The text of one QR code, or that the operator closed the scan. */
  'scan/submit': { role: 'scan', input: scanActionSchema, perSecond: 60 },
  /** The page has loaded and wants the state pushed. */
  'scan/open': { role: 'scan', input: nothing, perSecond: 5 },
} as const satisfies Record<string, { role: Role; input: z.ZodType; perSecond: number }>;

export type Channel = keyof typeof CONTRACT;
export type ChannelInput<C extends Channel> = z.infer<(typeof CONTRACT)[C]['input']>;

/** Main to page. */
export const PUSHES = { review: 'review/state', scan: 'scan/state' } as const satisfies Record<Role, string>;
