import * as z from 'zod';
import { codeSchema, sentenceSchema } from './reply.ts';

const labelSchema = z.string().min(1).max(120);

/** A decimal number with its symbol, as people read it: "1.5 ETH". */
const amountText = z.string().max(140);

/** An address in groups of four: "0xf39F d6e5 1aad …". */
const addressText = z.string().max(120);

/** What was just refused or done: `code` and `advice` where there are any. */
export const noticeSchema = z.strictObject({
  tone: z.enum(['good', 'bad']),
  code: codeSchema.nullable(),
  message: sentenceSchema,
});

export type ViewNotice = z.infer<typeof noticeSchema>;

/** The eight fingerprint words of a digest. */
export const wordsSchema = z.array(z.string().min(1).max(10)).length(8);

/** A token that the HSM module sees. */
export const tokenSchema = z.strictObject({
  serial: z.string().min(1).max(64),
  label: z.string().max(64),
  model: z.string().max(64),
  /** `free` can become a vault; `officer` is enrolled or can be; `vault` is one of ours. */
  use: z.enum(['free', 'officer', 'vault']),
  /** The officer whose token it is, where enrolled. */
  officerName: labelSchema.nullable(),
});

export type TokenView = z.infer<typeof tokenSchema>;

export const vaultSchema = z.strictObject({
  name: labelSchema,
  vaultId: z.string().regex(/^[0-9a-f]{32}$/),
  tokenLabel: labelSchema,
  /** Fingerprint of the station key. */
  stationWords: wordsSchema,
  officers: z.array(labelSchema).max(16),
  quorum: z.int().min(2).max(16),
  /** Null until paired. */
  coordinatorName: labelSchema.nullable(),
  policyRevision: z.int().nullable(),
});

export type VaultView = z.infer<typeof vaultSchema>;

export const keySchema = z.strictObject({
  keyId: z.string().regex(/^[0-9a-f]{32}$/),
  label: labelSchema,
  address: addressText,
});

export type KeyView = z.infer<typeof keySchema>;

export const journalSchema = z.strictObject({ sequence: z.int().min(0), words: wordsSchema });

export const recentEntrySchema = z.strictObject({
  sequence: z.int().min(1),
  at: z.int().min(0),
  what: labelSchema,
  /** True if the entry bears a message for the coordinator. */
  canShowAgain: z.boolean(),
});

/** Which officer's turn it is. `approved` names who is through already, nothing of what they decided. */
export const approvalProgressSchema = z.strictObject({
  number: z.int().min(1).max(16),
  of: z.int().min(1).max(16),
  approved: z.array(labelSchema).max(16),
});

export type ApprovalProgress = z.infer<typeof approvalProgressSchema>;

/** A policy in words and numbers. */
export const policySchema = z.strictObject({
  revision: z.int().min(0),
  words: wordsSchema,
  approverQuorum: z.int(),
  officerQuorum: z.int(),
  chains: z
    .array(
      z.strictObject({
        chain: labelSchema,
        name: labelSchema,
        maxFee: amountText,
        assets: z
          .array(
            z.strictObject({
              symbol: labelSchema,
              /** Null for the chain's own coin. */
              contract: addressText.nullable(),
              maxPerTransaction: amountText,
              maxPerDay: amountText,
              /** "0.01 ETH for every 1 ETH". */
              feeRatio: z.string().max(300),
            }),
          )
          .max(50),
        destinations: z.array(z.strictObject({ label: labelSchema, address: addressText })).max(200),
      }),
    )
    .max(20),
});

export type PolicyView = z.infer<typeof policySchema>;

/** What a transaction was decoded to. Null where it could not be. */
const paymentSchema = z.strictObject({
  amount: amountText,
  symbol: labelSchema,
  destination: addressText,
  destinationLabel: labelSchema,
  chainName: labelSchema,
  chain: labelSchema,
  /** The most that the network can take, and what the policy allows. */
  maxFee: z.string().max(300),
  nonce: z.string().max(24),
  fromLabel: labelSchema,
  fromAddress: addressText,
  /** Null for the chain's own coin. */
  contract: addressText.nullable(),
  /** "3 of 10 ETH in 24 hours". */
  dayUse: z.string().max(300),
});

export type PaymentView = z.infer<typeof paymentSchema>;

/** One payment of a request: either it can be signed, or the machine refuses it. */
export const itemSchema = z.strictObject({
  index: z.int().min(0).max(999),
  withdrawalId: z.string().max(64),
  /** Of the intent: the approvers of the back office saw the same. */
  words: wordsSchema,
  payment: paymentSchema.nullable(),
  approvers: z.array(labelSchema).max(16),
  /** Why the machine refuses it; null if it can be signed. */
  refusal: z.strictObject({ code: codeSchema, reason: sentenceSchema }).nullable(),
});

export type ItemView = z.infer<typeof itemSchema>;
