import { z } from 'zod';
import {
  AddressText,
  AmountText,
  ChainText,
  DigestText,
  HashText,
  Id,
  PageQuery,
  ReadableText,
  TimeText,
  Words,
} from '../wire.schemas.ts';
import { WITHDRAWAL_STATES } from './withdrawal-states.ts';

export const CreateWithdrawal = z.strictObject({
  walletId: Id,
  chain: ChainText,
  /** The token's contract; left out for the chain's own coin. */
  token: AddressText.optional(),
  destination: AddressText,
  amount: AmountText,
  /** The most that the transaction may cost; left out: the policy's caps and the chain's present fees decide. */
  maxFee: AmountText.optional(),
  /** The requester's own note, such as an order number. */
  reference: ReadableText(120).optional(),
});
export type CreateWithdrawal = z.infer<typeof CreateWithdrawal>;

const StateText = z.enum(WITHDRAWAL_STATES);

const ReasonView = z.strictObject({ code: z.string(), message: z.string() });

const TransactionView = z.strictObject({
  nonce: z.number().int(),
  digest: DigestText,
  hash: HashText.nullable(),
  blockNumber: z.number().int().nullable(),
  feePaid: AmountText.nullable(),
});

const ApprovalView = z.strictObject({ approverId: Id, name: z.string(), at: TimeText });

export const WithdrawalView = z.strictObject({
  id: Id,
  state: StateText,
  reason: ReasonView.nullable(),
  walletId: Id,
  walletName: z.string(),
  kind: z.enum(['hot', 'cold', 'foreign']),
  vaultId: Id.nullable(),
  chain: ChainText,
  chainName: z.string(),
  token: AddressText.nullable(),
  symbol: z.string(),
  decimals: z.number().int(),
  destination: AddressText,
  destinationLabel: z.string(),
  amount: AmountText,
  maxFee: AmountText,
  coinSymbol: z.string(),
  coinDecimals: z.number().int(),
  reference: z.string().nullable(),
  requestedBy: z.strictObject({ id: Id, kind: z.enum(['account', 'api-key']), name: z.string() }),
  intentDigest: DigestText,
  /** Of the intent's digest: the signer shows the same. */
  words: Words,
  policyDigest: DigestText,
  approvalsNeeded: z.number().int(),
  approvals: z.array(ApprovalView),
  transaction: TransactionView.nullable(),
  createdAt: TimeText,
  updatedAt: TimeText,
  expiresAt: TimeText,
});
export type WithdrawalView = z.infer<typeof WithdrawalView>;

const TimelineEntry = z.strictObject({
  from: StateText.nullable(),
  to: StateText,
  /** `account:ID`, `api-key:ID` or `system`. */
  actor: z.string(),
  actorName: z.string(),
  reason: ReasonView.nullable(),
  at: TimeText,
});

export const WithdrawalDetail = WithdrawalView.extend({ timeline: z.array(TimelineEntry) });
export type WithdrawalDetail = z.infer<typeof WithdrawalDetail>;

export const ListWithdrawalsQuery = z.strictObject({
  ...PageQuery,
  state: StateText.optional(),
  walletId: Id.optional(),
  chain: ChainText.optional(),
});
export const WithdrawalPage = z.strictObject({ items: z.array(WithdrawalView), nextCursor: z.string().nullable() });
export type WithdrawalPage = z.infer<typeof WithdrawalPage>;

export const CancelWithdrawal = z.strictObject({ reason: ReadableText(300).optional() });
