import { verifyBackOfficeApprovals } from '@vieraugen/shared/approvals';
import { equalBytes, Refusal, refuseUnless, toHex } from '@vieraugen/shared/bytes';
import { decodeTransfer, type EvmTransfer } from '@vieraugen/shared/chains/evm';
import {
  type AllowedPayment,
  checkPaymentMatchesIntent,
  judgePayment,
  type Payment,
  paymentOfTransfer,
} from '@vieraugen/shared/policy';
import {
  checkFresh,
  decodeIntent,
  intentDigest,
  type OpenedMessage,
  openMessage,
  type SigningItem,
  type SigningRequest,
  signingRequest,
  type WithdrawalIntent,
} from '@vieraugen/shared/protocol';
import { verifyEs256 } from './es256.ts';
import type { GeneratedKey } from './journal/entry-bodies.ts';
import type { Pairing, StationState } from './journal/station-state.ts';

/**
 * Why the cold side says no. Read from top to bottom: what is wrong with the request as a whole refuses it as a whole, and
 * nothing is written; what is wrong with one item refuses that item, which the officers see and the answer reports.
 *
 * The coordinator is not trusted. Everything that is shown, judged and signed is decoded here from the bytes to be signed,
 * or comes from the signer's own journal.
 */

/** A request that was answered before, or one that officers are to review. */
export type OpenedRequest =
  | { readonly kind: 'answered-before'; readonly response: Uint8Array }
  | {
      readonly kind: 'to-review';
      readonly request: OpenedMessage<SigningRequest>;
      readonly items: readonly JudgedItem[];
    };

/** One item, as far as it could be read. Without a `refusal` everything is there and every rule holds. */
export type JudgedItem = {
  readonly index: number;
  /** Sixteen zero bytes if not even the intent could be read. */
  readonly withdrawalId: Uint8Array;
  /** What the back office approved; both screens show its words. */
  readonly intentDigest: Uint8Array;
  readonly unsignedTransaction: Uint8Array;
  readonly transfer: EvmTransfer | undefined;
  readonly payment: Payment | undefined;
  readonly key: GeneratedKey | undefined;
  readonly allowed: AllowedPayment | undefined;
  /** What was paid of the asset in the last 24 hours, the earlier items of this request included. */
  readonly spent: bigint;
  readonly approvers: readonly string[];
  readonly refusal: { readonly code: string; readonly reason: string } | undefined;
};

const DAY = 24 * 3600;
const UNKNOWN_ID = new Uint8Array(16);

/**
 * Opens a signing-request. `now` in seconds since the epoch, never before the journal's newest entry.
 *
 * Refuses with VAULT_NOT_PAIRED, CBOR_*, ENVELOPE_*, MESSAGE_*, REQUEST_ID_REUSED, REQUEST_SEQUENCE_TOO_LOW or
 * REQUEST_POLICY_OUTDATED. Items are refused with INTENT_*, WITHDRAWAL_*, KEY_UNKNOWN, NONCE_DOUBLED, TX_*, POLICY_*,
 * APPROVAL*, APPROVER_* or CREDENTIAL_UNKNOWN.
 */
export function openRequest(bytes: Uint8Array, state: StationState, now: number): OpenedRequest {
  const { vault, pairing } = state;
  if (!vault || !pairing) {
    throw new Refusal(
      'VAULT_NOT_PAIRED',
      'This vault is not paired with a coordinator yet. Hold the pairing ceremony first.',
    );
  }
  const request = openMessage(signingRequest, bytes, { vaultId: vault.vaultId, publicKey: pairing.coordinatorKey });

  const known = state.requests.get(toHex(request.content.messageId));
  if (known) {
    refuseUnless(
      equalBytes(known.digest, request.digest),
      'REQUEST_ID_REUSED',
      'A different request with the same identifier was approved before. Ask the back office to make a new request.',
    );
    if (known.response) return { kind: 'answered-before', response: known.response };
  } else {
    refuseUnless(
      request.content.sequence > state.highestSequence,
      'REQUEST_SEQUENCE_TOO_LOW',
      'A newer request was approved already. Ask the back office to make this request again.',
    );
  }
  checkFresh(request.content, now);
  refuseUnless(
    equalBytes(request.content.policyDigest, pairing.policyDigest),
    'REQUEST_POLICY_OUTDATED',
    'This request was made under another policy than the one in force here. Ask the back office to make it again.',
  );
  return { kind: 'to-review', request, items: judgeItems(request.content.items, { state, pairing, now }) };
}

type Context = { readonly state: StationState; readonly pairing: Pairing; readonly now: number };

function judgeItems(items: readonly SigningItem[], context: Context): readonly JudgedItem[] {
  const judged: JudgedItem[] = [];
  for (const [index, item] of items.entries()) judged.push(judgeItem(index, item, judged, context));
  return judged;
}

/** What was read of an item before it was refused, so that the officers see as much as there is. */
type Reading = { -readonly [K in keyof JudgedItem]: JudgedItem[K] };

function judgeItem(index: number, item: SigningItem, earlier: readonly JudgedItem[], context: Context): JudgedItem {
  const reading: Reading = {
    index,
    withdrawalId: UNKNOWN_ID,
    intentDigest: intentDigest(item.intent),
    unsignedTransaction: item.unsignedTransaction,
    transfer: undefined,
    payment: undefined,
    key: undefined,
    allowed: undefined,
    spent: 0n,
    approvers: [],
    refusal: undefined,
  };
  try {
    readAndJudge(reading, item, earlier, context);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    reading.refusal = { code: error.code, reason: error.message.slice(0, 300) };
  }
  return reading;
}

function readAndJudge(reading: Reading, item: SigningItem, earlier: readonly JudgedItem[], context: Context): void {
  const { state, pairing } = context;
  // What the transaction does is read first, so that an officer sees it whatever is wrong with the rest.
  const intent = decodeIntent(item.intent);
  reading.withdrawalId = intent.withdrawalId;
  reading.transfer = decodeTransfer(item.unsignedTransaction);
  reading.payment = paymentOfTransfer(reading.transfer);

  checkIntent(intent, context);
  checkNotPaidBefore(intent, item, earlier, state);
  reading.key = findKey(intent, state.keys);
  checkNonce(reading, earlier);
  checkPaymentMatchesIntent(reading.payment, intent);

  reading.spent = spentInLastDay(reading.payment, intent.withdrawalId, earlier, context);
  reading.allowed = judgePayment(pairing.policy, reading.payment, reading.spent);
  reading.approvers = verifyBackOfficeApprovals(
    intent,
    item.intent,
    item.approvals,
    pairing.roster,
    pairing.policy.approverQuorum,
    verifyEs256,
  ).map((approver) => approver.name);
}

function checkIntent(intent: WithdrawalIntent, { state, pairing, now }: Context): void {
  refuseUnless(
    state.vault !== undefined && equalBytes(intent.vaultId, state.vault.vaultId),
    'INTENT_WRONG_VAULT',
    'This withdrawal was approved for another vault.',
  );
  refuseUnless(
    now < intent.expiresAt,
    'INTENT_EXPIRED',
    'The approval of this withdrawal has expired. It must be requested and approved again.',
  );
  refuseUnless(
    equalBytes(intent.policyDigest, pairing.policyDigest),
    'INTENT_POLICY_OUTDATED',
    'This withdrawal was approved under another policy than the one in force here. It must be requested again.',
  );
}

/** A withdrawal is signed at most once, and only ever as the transaction that was approved first. */
function checkNotPaidBefore(
  intent: WithdrawalIntent,
  item: SigningItem,
  earlier: readonly JudgedItem[],
  state: StationState,
): void {
  refuseUnless(
    !earlier.some((other) => equalBytes(other.withdrawalId, intent.withdrawalId)),
    'WITHDRAWAL_DOUBLED',
    'This withdrawal stands in the request twice.',
  );
  const known = state.withdrawals.get(toHex(intent.withdrawalId));
  if (!known) return;
  refuseUnless(
    !known.signed,
    'WITHDRAWAL_ALREADY_SIGNED',
    'This withdrawal was signed before. Show the earlier answer again instead of asking for a new one.',
  );
  refuseUnless(
    equalBytes(known.transaction, item.unsignedTransaction),
    'WITHDRAWAL_APPROVED_DIFFERENTLY',
    'The officers approved another transaction for this withdrawal in a ceremony that broke off. Use that request again.',
  );
}

function findKey(intent: WithdrawalIntent, keys: readonly GeneratedKey[]): GeneratedKey {
  const key = keys.find((candidate) => equalBytes(candidate.keyId, intent.keyId));
  if (!key) throw new Refusal('KEY_UNKNOWN', 'The key that is to pay is not a key of this vault.');
  refuseUnless(
    intent.chain.startsWith(`${key.family}:`),
    'KEY_WRONG_FAMILY',
    'The key that is to pay is not made for this chain.',
  );
  return key;
}

/** Two transactions of one key with one nonce: the chain would take one of them, and nobody knows which. */
function checkNonce(reading: Reading, earlier: readonly JudgedItem[]): void {
  const { transfer, key } = reading;
  const doubled = earlier.some(
    (other) =>
      other.key === key && other.transfer?.chainId === transfer?.chainId && other.transfer?.nonce === transfer?.nonce,
  );
  refuseUnless(
    !doubled,
    'NONCE_DOUBLED',
    'Another payment of this request has the same number (nonce) and the same key.',
  );
}

function spentInLastDay(
  payment: Payment,
  withdrawalId: Uint8Array,
  earlier: readonly JudgedItem[],
  { state, now }: Context,
): bigint {
  // Items of this request may have been approved before, in a ceremony that broke off; they count once, as items.
  const inRequest = new Set([toHex(withdrawalId), ...earlier.map((other) => toHex(other.withdrawalId))]);
  let spent = 0n;
  for (const [id, past] of state.withdrawals) {
    if (!inRequest.has(id) && past.at > now - DAY && isSameAsset(past, payment)) spent += past.amount;
  }
  for (const other of earlier) {
    if (other.payment && !other.refusal && isSameAsset(other.payment, payment)) spent += other.payment.amount;
  }
  return spent;
}

type AssetOnChain = { readonly chain: string; readonly token: Uint8Array };

function isSameAsset(a: AssetOnChain, b: AssetOnChain): boolean {
  return a.chain === b.chain && equalBytes(a.token, b.token);
}
