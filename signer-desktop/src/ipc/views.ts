import * as z from 'zod';
import { codeSchema, sentenceSchema } from './reply.ts';
import {
  approvalProgressSchema,
  itemSchema,
  journalSchema,
  keySchema,
  noticeSchema,
  policySchema,
  recentEntrySchema,
  tokenSchema,
  vaultSchema,
  wordsSchema,
} from './view-parts.ts';

const labelSchema = z.string().min(1).max(120);

/** One line of the doctor's report. */
export const checkSchema = z.strictObject({
  name: labelSchema,
  state: z.enum(['good', 'warning', 'bad']),
  detail: z.string().max(400),
});

export type Check = z.infer<typeof checkSchema>;

/** What every step of a ceremony may say beside its own: what was just refused, or what went well. */
const notice = noticeSchema.nullable();

const reviewId = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * What the review window draws: one variant a screen, plain data only, no secret. To add a screen, add its schema here, its
 * component in `renderer/review/screens.tsx`, and emit it from the signer core.
 */
export const reviewViewSchema = z.discriminatedUnion('step', [
  /** No ceremony runs. `notice` says how the last one ended. */
  z.strictObject({
    step: z.literal('idle'),
    notice,
    /** Null before founding. */
    vault: vaultSchema.nullable(),
    keys: z.array(keySchema).max(2000),
    journal: journalSchema,
    /** The newest entries, newest first. */
    recent: z.array(recentEntrySchema).max(12),
    checks: z.array(checkSchema).max(40),
  }),
  /** The vault is locked; `message` says why and what opens it. */
  z.strictObject({ step: z.literal('locked'), code: codeSchema, message: sentenceSchema }),
  /** The signer cannot go on. Nothing further is signed until a human has acted. */
  z.strictObject({ step: z.literal('fault'), code: codeSchema, message: sentenceSchema }),

  /** The camera window is open; the code of the other screen is being read. */
  z.strictObject({ step: z.literal('scanning'), notice, expects: labelSchema }),
  /** The HSM works. Nothing can be pressed. */
  z.strictObject({ step: z.literal('working'), doing: labelSchema }),

  /** Founding, first step: what the vault is called, its rule, its token. */
  z.strictObject({
    step: z.literal('describe-vault'),
    notice,
    tokens: z.array(tokenSchema).max(64),
    /** Vault tokens that are in no journal here: a founding broke off, or the journal is missing. */
    abandoned: z.array(labelSchema).max(64),
  }),
  /** Founding: the officer with number `number` brings their token. */
  z.strictObject({
    step: z.literal('enrol-officer'),
    notice,
    vaultName: labelSchema,
    number: z.int().min(1).max(16),
    of: z.int().min(2).max(16),
    enrolled: z.array(z.strictObject({ name: labelSchema, tokenLabel: labelSchema })).max(16),
    tokens: z.array(tokenSchema).max(64),
  }),
  /** Founding: everything once more, before the vault's token is made. */
  z.strictObject({
    step: z.literal('confirm-founding'),
    notice,
    vaultName: labelSchema,
    tokenLabel: labelSchema,
    tokenSerial: labelSchema,
    quorum: z.int().min(2).max(16),
    officers: z.array(z.strictObject({ name: labelSchema, tokenLabel: labelSchema, words: wordsSchema })).max(16),
  }),
  /** Founding is done. */
  z.strictObject({ step: z.literal('vault-founded'), notice, vault: vaultSchema, transcript: z.string().max(262_144) }),

  /** Pairing: what the coordinator offers, for each officer to read. */
  z.strictObject({
    step: z.literal('review-pairing'),
    notice,
    reviewId,
    progress: approvalProgressSchema,
    /** The same words stand on the coordinator's screen; if they differ, the code was exchanged on its way. */
    words: wordsSchema,
    coordinatorName: labelSchema,
    rpId: z.string().max(253),
    origins: z.array(z.string().max(300)).max(4),
    approvers: z
      .array(z.strictObject({ name: labelSchema, passkeys: z.int().min(0).max(8), removed: z.boolean() }))
      .max(100),
    policy: policySchema,
  }),

  /** Key generation: how many keys. */
  z.strictObject({ step: z.literal('describe-keys'), notice }),
  /** Key generation: the keys that were made and tested, for each officer to approve. */
  z.strictObject({
    step: z.literal('review-keys'),
    notice,
    reviewId,
    progress: approvalProgressSchema,
    keys: z.array(keySchema).min(1).max(100),
  }),

  /** Signing: the decoded request, for each officer alone. What other officers decided is not in it. */
  z.strictObject({
    step: z.literal('review-request'),
    notice,
    reviewId,
    progress: approvalProgressSchema,
    words: wordsSchema,
    createdAt: z.int(),
    expiresAt: z.int(),
    items: z.array(itemSchema).min(1).max(200),
  }),

  /** An officer's token and PIN. */
  z.strictObject({
    step: z.literal('enter-pin'),
    notice,
    progress: approvalProgressSchema,
    /** "to approve this pairing and open the vault". */
    purpose: labelSchema,
    tokens: z.array(tokenSchema).max(64),
  }),

  /** A message for the coordinator, as QR codes. The page makes the frames of `bytes`. */
  z.strictObject({
    step: z.literal('show-message'),
    notice,
    title: labelSchema,
    /** What the people do next. */
    instruction: sentenceSchema,
    urType: z.string().regex(/^[a-z0-9-]{1,40}$/),
    bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    words: wordsSchema,
    transcript: z.string().max(262_144).nullable(),
  }),
]);

export type ReviewView = z.infer<typeof reviewViewSchema>;
export type ReviewViewOf<S extends ReviewView['step']> = Extract<ReviewView, { step: S }>;

/** How far the message on the other screen was read; the numbers come from the UR receiver. */
const scanProgressSchema = z.strictObject({
  received: z.int().min(0).max(100_000),
  needed: z.int().min(1).max(100_000),
  /** Numbers from 1 of the parts not read yet, the first few of them. */
  missing: z.array(z.int().min(1).max(100_000)).max(64),
});

/** What the scan window draws. The window exists, and the camera may be used, only while the step is `armed`. */
export const scanViewSchema = z.discriminatedUnion('step', [
  z.strictObject({ step: z.literal('off') }),
  z.strictObject({
    step: z.literal('armed'),
    /** The one kind of code that is taken, in words: "a signing request from the coordinator". */
    expects: labelSchema,
    progress: scanProgressSchema.nullable(),
    /** What was wrong with the last code shown, or null. */
    hint: sentenceSchema.nullable(),
  }),
]);

export type ScanView = z.infer<typeof scanViewSchema>;
export type ArmedScan = Extract<ScanView, { step: 'armed' }>;

/** What the core tells: a new picture for one of the two windows. */
export const viewUpdateSchema = z.discriminatedUnion('page', [
  z.strictObject({ page: z.literal('review'), view: reviewViewSchema }),
  z.strictObject({ page: z.literal('scan'), view: scanViewSchema }),
]);

export type ViewUpdate = z.infer<typeof viewUpdateSchema>;
