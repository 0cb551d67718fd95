import { randomBytes, randomUUID } from 'node:crypto';
import { Refusal, toHex } from '@vieraugen/shared/bytes';
import {
  messageDigest,
  PROTOCOL_VERSION,
  type SigningItem,
  type SigningRequest,
  sealMessage,
  signingRequest,
} from '@vieraugen/shared/protocol';
import type { Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import { uuidBytes } from '../accounts/index.ts';
import { rosterOfVault } from '../approvals/index.ts';
import { appendAudit } from '../audit/index.ts';
import type { CustodyServices } from '../custody-services.ts';
import { getPolicy } from '../policies/index.ts';
import { getVault, messageSigner, nextRequestSequence, type Vault } from '../vaults/index.ts';
import { getWallet, type Wallet } from '../wallets/index.ts';
import {
  bindTransaction,
  type ChainFacts,
  findTransaction,
  getWithdrawal,
  judgeWithdrawal,
  listApprovals,
  lockWithdrawal,
  markAtSigner,
  readChainFacts,
  spendScope,
  spentInLastDay,
  type Withdrawal,
} from '../withdrawals/index.ts';
import { type Ceremony, getCeremony, insertCeremony, listHeld } from './ceremony.repository.ts';
import { CLOCK_SKEW_SECONDS, expireCeremonies } from './expire-ceremonies.ts';

const LIFETIME_SECONDS = 24 * 3600;
/** A request that ends sooner than this would not make it through a ceremony. */
const LEAST_SECONDS = 600;

/** A withdrawal on its way into a request. */
type Candidate = { readonly withdrawal: Withdrawal; readonly wallet: Wallet; readonly facts: ChainFacts };

/**
 * Makes a signing-request for withdrawals that wait for their officers. Nonces and transactions are bound to them here
 * and stay so: whatever becomes of this request, another one carries the same bytes.
 */
export async function openCeremony(
  services: CustodyServices,
  tx: Tx,
  who: AccountPrincipal,
  input: { readonly vaultId: string; readonly withdrawalIds: readonly string[] },
): Promise<Ceremony> {
  const vault = await getVault(tx, input.vaultId);
  demandDistinct(input.withdrawalIds);
  const candidates: Candidate[] = [];
  for (const id of input.withdrawalIds) candidates.push(await readCandidate(services, tx, vault, id));
  await expireCeremonies(tx, services.now());
  await lockAll(tx, input.withdrawalIds);
  await demandFree(tx, input.withdrawalIds);
  const items = await buildItems(services, tx, vault, candidates);
  const id = randomUUID();
  const content = await headerOf(services, tx, vault, candidates);
  const request = await sealMessage(signingRequest, { ...content, items }, await messageSigner(services));
  if (request.length > signingRequest.maxLength) {
    throw new AppError('CEREMONY_TOO_LARGE', 'These withdrawals do not fit into one request. Take fewer at once.');
  }
  await store(tx, who, { id, vault, content, request, withdrawalIds: input.withdrawalIds });
  return getCeremony(tx, id);
}

function demandDistinct(ids: readonly string[]): void {
  if (new Set(ids).size === ids.length) return;
  throw new AppError('REQUEST_INVALID', 'A withdrawal is named twice.');
}

async function readCandidate(services: CustodyServices, tx: Tx, vault: Vault, id: string): Promise<Candidate> {
  const withdrawal = await getWithdrawal(tx, id);
  const wallet = await getWallet(tx, withdrawal.walletId);
  if (wallet.custody.kind !== 'cold' || wallet.custody.vaultId !== vault.id) {
    throw new AppError('WITHDRAWAL_WRONG_VAULT', `The withdrawal ${id} is not paid by a key of this vault.`);
  }
  demandWaiting(withdrawal);
  if (withdrawal.expiresAt.getTime() / 1000 - services.now() < LEAST_SECONDS) {
    throw new AppError('WITHDRAWAL_STATE', `The withdrawal ${id} expires too soon for a ceremony. Request it again.`);
  }
  const facts = await readChainFacts(services.chains, withdrawal, wallet);
  const bound = await findTransaction(tx, id);
  if (bound && bound.nonce < facts.pendingNonce) {
    const message = `The chain has a transaction with the nonce of withdrawal ${id} already. Scan the signer's earlier answer.`;
    throw new AppError('NONCE_USED', message);
  }
  return { withdrawal, wallet, facts };
}

function demandWaiting(withdrawal: Withdrawal): void {
  if (withdrawal.state === 'awaiting-ceremony') return;
  const message = `The withdrawal ${withdrawal.id} is ${withdrawal.state}; it does not wait for a ceremony.`;
  throw new AppError('WITHDRAWAL_STATE', message);
}

/** In the order of their ids, so that two ceremonies at once cannot wait for each other. */
async function lockAll(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const id of [...ids].sort()) demandWaiting(await lockWithdrawal(tx, id));
}

async function demandFree(tx: Tx, ids: readonly string[]): Promise<void> {
  const [held] = await listHeld(tx, ids);
  if (held === undefined) return;
  const message = `The withdrawal ${held} is in another open request. Use that one, or cancel it first.`;
  throw new AppError('CEREMONY_STATE', message);
}

/** Judged one after the other as the signer does: each counts what the earlier ones pay. */
async function buildItems(
  services: CustodyServices,
  tx: Tx,
  vault: Vault,
  candidates: readonly Candidate[],
): Promise<readonly SigningItem[]> {
  const policy = await getPolicy(tx, vault.policyDigest);
  const roster = await rosterOfVault(tx, services.webauthn, vault);
  const now = services.now();
  const paid = new Map<string, bigint>();
  const items: SigningItem[] = [];
  for (const { withdrawal, wallet, facts } of candidates) {
    const { unsigned } = await bindTransaction(tx, { withdrawal, wallet, facts, now }, 'later');
    const approvals = await listApprovals(tx, [withdrawal.id]);
    const scope = spendScope(wallet, withdrawal);
    const asset = `${scope.chain} ${toHex(scope.token)}`;
    const before = await spentInLastDay(tx, scope, { now, except: withdrawal.id, pending: false });
    const earlier = paid.get(asset) ?? 0n;
    const spent = before + earlier;
    naming(withdrawal, () => judgeWithdrawal({ withdrawal, wallet, unsigned, policy, approvals, roster, spent }));
    paid.set(asset, earlier + withdrawal.amount);
    items.push({ intent: withdrawal.intent, unsignedTransaction: unsigned, approvals });
  }
  return items;
}

/** Of many withdrawals, a refusal must say which one it is about. */
function naming(withdrawal: Withdrawal, judge: () => void): void {
  try {
    judge();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.code, `The withdrawal ${withdrawal.id}: ${error.message}`, { cause: error });
  }
}

async function headerOf(
  services: CustodyServices,
  tx: Tx,
  vault: Vault,
  candidates: readonly Candidate[],
): Promise<Omit<SigningRequest, 'items'>> {
  const now = services.now();
  const ends = candidates.map(({ withdrawal }) => withdrawal.expiresAt.getTime() / 1000);
  return {
    version: PROTOCOL_VERSION,
    messageId: Uint8Array.from(randomBytes(16)),
    vaultId: uuidBytes(vault.id),
    createdAt: now,
    expiresAt: Math.min(now + LIFETIME_SECONDS, ...ends),
    sequence: await nextRequestSequence(tx, vault.id),
    policyDigest: vault.policyDigest,
  };
}

async function store(
  tx: Tx,
  who: AccountPrincipal,
  made: {
    readonly id: string;
    readonly vault: Vault;
    readonly content: Omit<SigningRequest, 'items'>;
    readonly request: Uint8Array;
    readonly withdrawalIds: readonly string[];
  },
): Promise<void> {
  const { id, vault, content, request, withdrawalIds } = made;
  const requestDigest = messageDigest(request);
  await insertCeremony(
    tx,
    {
      id,
      vaultId: vault.id,
      sequence: content.sequence,
      request,
      requestDigest,
      createdBy: who.id,
      createdAt: new Date(content.createdAt * 1000),
      expiresAt: new Date(content.expiresAt * 1000),
    },
    withdrawalIds,
  );
  for (const withdrawalId of withdrawalIds) {
    await markAtSigner(tx, withdrawalId, content.expiresAt + CLOCK_SKEW_SECONDS);
  }
  appendAudit(tx, {
    actor: actorOf(who),
    action: 'ceremony.opened',
    subject: `ceremony:${id}`,
    detail: {
      vault: vault.id,
      sequence: content.sequence,
      requestDigest: toHex(requestDigest),
      withdrawals: withdrawalIds.join(' '),
    },
  });
}
