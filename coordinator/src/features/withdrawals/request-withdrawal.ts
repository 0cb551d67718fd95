import { randomUUID } from 'node:crypto';
import { refuseUnless, toHex } from '@vieraugen/shared/bytes';
import { buildTransfer, type EvmTransfer, parseAddress, toChecksumAddress } from '@vieraugen/shared/chains/evm';
import { findAsset, findChain, judgePayment } from '@vieraugen/shared/policy';
import { encodeIntent, intentDigest, type WithdrawalIntent } from '@vieraugen/shared/protocol';
import type { Tx } from '../../db/schema.ts';
import { actorOf, type Principal } from '../../http/principal.ts';
import type { Chain } from '../../rpc/index.ts';
import { uuidBytes } from '../accounts/index.ts';
import type { CustodyServices } from '../custody-services.ts';
import { getForeignPolicy, getHotPolicy, getPolicy, type StoredPolicy } from '../policies/index.ts';
import { getVault } from '../vaults/index.ts';
import { getWallet, type Wallet } from '../wallets/index.ts';
import { tokenBytes } from '../wire.ts';
import { chooseMaxFee, estimatedFee, feeCap, gasLimitFor, MAX_GAS, PLAIN_TRANSFER_GAS } from './fees.ts';
import { recordMove } from './move-withdrawal.ts';
import { callOf, transferOf } from './transfer-of.ts';
import { getWithdrawal, type SpendScope, spentInLastDay } from './withdrawal.repository.ts';
import type { Withdrawal } from './withdrawal.ts';
import type { CreateWithdrawal } from './withdrawals.schemas.ts';

const LIFETIME_SECONDS = 72 * 3600;
/** The vault id in intents of hot and foreign wallets, which belong to none. */
const NO_VAULT: Uint8Array = new Uint8Array(16);

type Wish = {
  readonly wallet: Wallet;
  readonly policy: StoredPolicy;
  readonly chain: Chain;
  readonly token: Uint8Array;
  readonly destination: Uint8Array;
  readonly amount: bigint;
  readonly requestedMaxFee: bigint | undefined;
};

/**
 * Accepts a withdrawal: fixes the bytes that people approve, once and for ever. The policy's word here is advice, given
 * early; it is asked again before anything is signed.
 */
export async function requestWithdrawal(
  services: CustodyServices,
  tx: Tx,
  who: Principal,
  input: CreateWithdrawal,
): Promise<Withdrawal> {
  const wish = await readWish(services, tx, input);
  await judge(services, tx, wish, 0n);
  const gasLimit = await gasLimitOf(wish);
  const maxFee = await maxFeeOf(services, tx, wish, gasLimit);
  const now = services.now();
  const id = randomUUID();
  const intent: WithdrawalIntent = {
    withdrawalId: uuidBytes(id),
    vaultId: wish.wallet.custody.kind === 'cold' ? uuidBytes(wish.wallet.custody.vaultId) : NO_VAULT,
    chain: wish.chain.name,
    keyId: wish.wallet.keyId,
    token: wish.token,
    destination: wish.destination,
    amount: wish.amount,
    maxFee,
    requestedBy: uuidBytes(who.id),
    createdAt: now,
    expiresAt: now + LIFETIME_SECONDS,
    policyDigest: wish.policy.digest,
  };
  await store(tx, who, { id, intent, gasLimit, wish, reference: input.reference });
  return getWithdrawal(tx, id);
}

async function readWish(services: CustodyServices, tx: Tx, input: CreateWithdrawal): Promise<Wish> {
  const wallet = await getWallet(tx, input.walletId);
  const wish: Wish = {
    wallet,
    policy: await policyFor(tx, wallet),
    chain: services.chains.get(input.chain),
    token: tokenBytes(input.token),
    destination: parseAddress(input.destination),
    amount: BigInt(input.amount),
    requestedMaxFee: input.maxFee === undefined ? undefined : BigInt(input.maxFee),
  };
  // What could never be a transaction is refused now, in the words of the code that would build it.
  buildTransfer(sketchOf(wish));
  return wish;
}

/** The policy in force for a wallet now. */
async function policyFor(tx: Tx, wallet: Wallet): Promise<StoredPolicy> {
  const { custody } = wallet;
  if (custody.kind === 'hot') return getHotPolicy(tx);
  if (custody.kind === 'foreign') return getForeignPolicy(tx);
  return getPolicy(tx, (await getVault(tx, custody.vaultId)).policyDigest);
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

async function judge(services: CustodyServices, tx: Tx, wish: Wish, fee: bigint): Promise<void> {
  const { token, destination, amount } = wish;
  const scope = spendScope(wish.wallet, { chain: wish.chain.name, token });
  const spent = await spentInLastDay(tx, scope, { now: services.now(), except: undefined, pending: true });
  judgePayment(wish.policy.policy, { chain: wish.chain.name, token, destination, amount, fee }, spent);
}

async function gasLimitOf(wish: Wish): Promise<bigint> {
  const isPlain = wish.token.length === 0 && !(await wish.chain.hasCode(wish.destination));
  if (isPlain) return PLAIN_TRANSFER_GAS;
  const limit = gasLimitFor(await wish.chain.estimateGas(callOf(wish.wallet.address, wish)));
  refuseUnless(
    limit <= MAX_GAS,
    'GAS_OVER_LIMIT',
    `This transfer would take ${limit} gas; at most ${MAX_GAS} is accepted. Is this an ordinary token?`,
  );
  return limit;
}

async function maxFeeOf(services: CustodyServices, tx: Tx, wish: Wish, gasLimit: bigint): Promise<bigint> {
  const estimate = estimatedFee(await wish.chain.fees(), gasLimit);
  const rule = findChain(wish.policy.policy, wish.chain.name);
  const cap = feeCap(rule, findAsset(rule, wish.token), wish.amount);
  const maxFee = chooseMaxFee({ requested: wish.requestedMaxFee, estimate, cap });
  refuseUnless(
    maxFee >= estimate,
    'MAX_FEE_TOO_LOW',
    `The chain asks for up to ${estimate} now, more than the given highest fee. Raise it, or wait.`,
  );
  await judge(services, tx, wish, maxFee);
  return maxFee;
}

async function store(
  tx: Tx,
  who: Principal,
  made: { id: string; intent: WithdrawalIntent; gasLimit: bigint; wish: Wish; reference: string | undefined },
): Promise<void> {
  const { id, intent, wish } = made;
  const bytes = encodeIntent(intent);
  const digest = intentDigest(bytes);
  const createdAt = new Date(intent.createdAt * 1000);
  await tx
    .insertInto('withdrawals')
    .values({
      id,
      wallet_id: wish.wallet.id,
      state: 'requested',
      intent: bytes,
      intent_digest: digest,
      chain: intent.chain,
      token: intent.token,
      destination: intent.destination,
      amount: intent.amount.toString(),
      max_fee: intent.maxFee.toString(),
      policy_digest: intent.policyDigest,
      requested_by: who.id,
      requested_by_kind: who.kind,
      reference: made.reference ?? null,
      gas_limit: made.gasLimit,
      approvals_needed: wish.policy.policy.approverQuorum,
      created_at: createdAt,
      expires_at: new Date(intent.expiresAt * 1000),
      updated_at: createdAt,
      due_at: createdAt,
    })
    .execute();
  const detail = {
    wallet: wish.wallet.id,
    chain: intent.chain,
    token: intent.token.length === 0 ? '' : toChecksumAddress(intent.token),
    destination: toChecksumAddress(intent.destination),
    amount: intent.amount.toString(),
    maxFee: intent.maxFee.toString(),
    intentDigest: toHex(digest),
  };
  await recordMove(tx, { id, from: null }, { to: 'requested', actor: actorOf(who), now: intent.createdAt, detail });
}
