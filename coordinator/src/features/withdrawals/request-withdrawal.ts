import { randomUUID } from 'node:crypto';
import { equalBytes, refuseUnless, toHex } from '@vieraugen/shared/bytes';
import { buildTransfer, type EvmTransfer, parseAddress } from '@vieraugen/shared/chains/evm';
import { findAsset, findChain, judgePayment } from '@vieraugen/shared/policy';
import { encodeIntent, intentDigest, type WithdrawalIntent } from '@vieraugen/shared/protocol';
import { jsonRecord } from '../../db/insert-rows.ts';
import type { Acceptance } from '../../http/idempotency-group.ts';
import type { Principal } from '../../http/principal.ts';
import type { Chain } from '../../rpc/index.ts';
import { uuidBytes } from '../accounts/index.ts';
import { unchainedEntry } from '../audit/index.ts';
import type { CustodyServices } from '../custody-services.ts';
import type { StoredPolicy } from '../policies/index.ts';
import type { Wallet } from '../wallets/index.ts';
import { addressText, tokenBytes } from '../wire.ts';
import { chooseMaxFee, estimatedFee, feeCap, gasLimitFor, MAX_GAS, PLAIN_TRANSFER_GAS } from './fees.ts';
import { rowsOfMove } from './move-withdrawal.ts';
import type { RequestReads } from './request-reads.ts';
import { callOf, transferOf } from './transfer-of.ts';
import { newRow, type SpendScope } from './withdrawal.repository.ts';
import type { Withdrawal } from './withdrawal.ts';
import type { CreateWithdrawal } from './withdrawals.schemas.ts';

const LIFETIME_SECONDS = 72 * 3600;
/** The vault id in intents of hot and foreign wallets, which belong to none. */
const NO_VAULT: Uint8Array = new Uint8Array(16);

type Services = Pick<CustodyServices, 'chains' | 'now'> & { readonly reads: RequestReads };

type Wish = {
  readonly wallet: Wallet;
  readonly policy: StoredPolicy;
  readonly spent: bigint;
  readonly chain: Chain;
  readonly token: Uint8Array;
  readonly destination: Uint8Array;
  readonly amount: bigint;
  readonly requestedMaxFee: bigint | undefined;
};

/** A withdrawal that may be accepted, and what it was judged by. */
export type RequestedWithdrawal = {
  readonly withdrawal: Withdrawal;
  readonly wallet: Wallet;
  readonly policy: StoredPolicy;
};

/**
 * Fixes the bytes that people approve, once and for ever; {@link acceptance} then accepts them. The policy's word here
 * is advice, given early; it is asked again before anything is signed.
 */
export async function requestWithdrawal(
  services: Services,
  who: Principal,
  input: CreateWithdrawal,
): Promise<RequestedWithdrawal> {
  const wish = await readWish(services, input);
  judge(wish, 0n);
  const gasLimit = await gasLimitOf(services.reads, wish);
  const maxFee = await maxFeeOf(services.reads, wish, gasLimit);
  const { wallet, policy } = wish;
  const now = services.now();
  const id = randomUUID();
  const intent: WithdrawalIntent = {
    withdrawalId: uuidBytes(id),
    vaultId: wallet.custody.kind === 'cold' ? uuidBytes(wallet.custody.vaultId) : NO_VAULT,
    chain: wish.chain.name,
    keyId: wallet.keyId,
    token: wish.token,
    destination: wish.destination,
    amount: wish.amount,
    maxFee,
    requestedBy: uuidBytes(who.id),
    createdAt: now,
    expiresAt: now + LIFETIME_SECONDS,
    policyDigest: policy.digest,
  };
  return { wallet, policy, withdrawal: withdrawalOf(intent, { id, who, wallet, policy, gasLimit, input }) };
}

function withdrawalOf(
  intent: WithdrawalIntent,
  made: {
    readonly id: string;
    readonly who: Principal;
    readonly wallet: Wallet;
    readonly policy: StoredPolicy;
    readonly gasLimit: bigint;
    readonly input: CreateWithdrawal;
  },
): Withdrawal {
  const { chain, token, destination, amount, maxFee, policyDigest } = intent;
  const bytes = encodeIntent(intent);
  const createdAt = new Date(intent.createdAt * 1000);
  return {
    id: made.id,
    walletId: made.wallet.id,
    state: 'requested',
    intent: bytes,
    intentDigest: intentDigest(bytes),
    ...{ chain, token, destination, amount, maxFee, policyDigest },
    requestedBy: { id: made.who.id, kind: made.who.kind },
    reference: made.input.reference,
    gasLimit: made.gasLimit,
    approvalsNeeded: made.policy.policy.approverQuorum,
    createdAt,
    expiresAt: new Date(intent.expiresAt * 1000),
    updatedAt: createdAt,
    atSignerUntil: undefined,
    reason: undefined,
  };
}

/** Accepts withdrawals that were requested: rows, first moves, events and audit entries. */
export const acceptance: Acceptance<Withdrawal> = {
  by: 'accept_withdrawals',
  recordOf: (withdrawal) => {
    const { id, requestedBy: by, createdAt } = withdrawal;
    const now = createdAt.getTime() / 1000;
    const move = { to: 'requested', actor: `${by.kind}:${by.id}`, now, detail: auditDetail(withdrawal) } as const;
    const { timeline, event, audit } = rowsOfMove({ id, from: null, move });
    return {
      withdrawal: jsonRecord(newRow(withdrawal)),
      move: jsonRecord(timeline),
      event: jsonRecord(event),
      audit: jsonRecord(unchainedEntry(audit)),
    };
  },
};

function auditDetail({ walletId, chain, token, destination, amount, maxFee, intentDigest: digest }: Withdrawal) {
  return {
    wallet: walletId,
    chain,
    token: token.length === 0 ? '' : addressText(token),
    destination: addressText(destination),
    amount: amount.toString(),
    maxFee: maxFee.toString(),
    intentDigest: toHex(digest),
  };
}

async function readWish({ reads, chains }: Services, input: CreateWithdrawal): Promise<Wish> {
  const wallet = await reads.wallet(input.walletId);
  const token = tokenBytes(input.token);
  const scope = spendScope(wallet, { chain: input.chain, token });
  const amount = BigInt(input.amount);
  const [policy, lately] = await Promise.all([reads.policy(wallet), reads.spentLately(scope)]);
  const spent = isFarBelowLimit(policy, scope, lately + amount) ? lately : await reads.spent(scope);
  const wish: Wish = {
    ...{ wallet, policy, spent, token, amount },
    chain: chains.get(input.chain),
    destination: parseAddress(input.destination),
    requestedMaxFee: input.maxFee === undefined ? undefined : BigInt(input.maxFee),
  };
  // What could never be a transaction is refused now, in the words of the code that would build it.
  buildTransfer(sketchOf(wish));
  return wish;
}

/** What was asked for within a second does not use up half of the limit of a day; if it did, it is found before signing. */
function isFarBelowLimit({ policy }: StoredPolicy, { chain, token }: SpendScope, spent: bigint): boolean {
  const assets = policy.chains.find((rule) => rule.chain === chain)?.assets;
  const limit = assets?.find((asset) => equalBytes(asset.token, token))?.maxPerDay;
  return limit !== undefined && 2n * spent < limit;
}

/** Which withdrawals share a limit of the day with those of a wallet. */
export function spendScope(wallet: Wallet, asset: { readonly chain: string; readonly token: Uint8Array }): SpendScope {
  const { custody } = wallet;
  const vaultId = custody.kind === 'cold' ? custody.vaultId : null;
  return { kind: custody.kind, vaultId, chain: asset.chain, token: asset.token };
}

function sketchOf(wish: Wish): EvmTransfer {
  const payment = { token: wish.token, destination: wish.destination, amount: wish.amount };
  return transferOf(wish.chain.chainId, payment, {
    nonce: 0n,
    gasLimit: PLAIN_TRANSFER_GAS,
    maxFeePerGas: 0n,
    maxPriorityFeePerGas: 0n,
  });
}

function judge({ policy, spent, chain, token, destination, amount }: Wish, fee: bigint): void {
  judgePayment(policy.policy, { chain: chain.name, token, destination, amount, fee }, spent);
}

async function gasLimitOf(reads: RequestReads, wish: Wish): Promise<bigint> {
  const { chain, token, destination } = wish;
  const isPlain = token.length === 0 && !(await reads.hasCode({ chain, address: destination }));
  if (isPlain) return PLAIN_TRANSFER_GAS;
  const limit = gasLimitFor(await chain.estimateGas(callOf(wish.wallet.address, wish)));
  refuseUnless(
    limit <= MAX_GAS,
    'GAS_OVER_LIMIT',
    `This transfer would take ${limit} gas; at most ${MAX_GAS} is accepted. Is this an ordinary token?`,
  );
  return limit;
}

async function maxFeeOf(reads: RequestReads, wish: Wish, gasLimit: bigint): Promise<bigint> {
  const estimate = estimatedFee(await reads.fees(wish.chain), gasLimit);
  const rule = findChain(wish.policy.policy, wish.chain.name);
  const cap = feeCap(rule, findAsset(rule, wish.token), wish.amount);
  const maxFee = chooseMaxFee({ requested: wish.requestedMaxFee, estimate, cap });
  refuseUnless(
    maxFee >= estimate,
    'MAX_FEE_TOO_LOW',
    `The chain asks for up to ${estimate} now, more than the given highest fee. Raise it, or wait.`,
  );
  judge(wish, maxFee);
  return maxFee;
}
