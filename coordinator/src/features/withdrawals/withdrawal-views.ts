import { equalBytes, toHex } from '@vieraugen/shared/bytes';
import { findAsset, findChain } from '@vieraugen/shared/policy';
import { z } from 'zod';
import type { Database } from '../../db/schema.ts';
import { listAccounts } from '../accounts/index.ts';
import { listApiKeys } from '../api-keys/index.ts';
import { getPolicy, type StoredPolicy } from '../policies/index.ts';
import { listWallets, type Wallet } from '../wallets/index.ts';
import { addressText, wordsOf } from '../wire.ts';
import { listApprovals, type StoredApproval } from './approval.repository.ts';
import type { RequestedWithdrawal } from './request-withdrawal.ts';
import { type BoundTransaction, listTransactions } from './transaction.repository.ts';
import type { Withdrawal } from './withdrawal.ts';
import { WITHDRAWAL_STATES } from './withdrawal-states.ts';
import type { WithdrawalDetail, WithdrawalView } from './withdrawals.schemas.ts';

/** Everything that is shown beside the withdrawals themselves, read once for a whole page. */
type Surroundings = {
  readonly wallets: ReadonlyMap<string, Wallet>;
  readonly policies: ReadonlyMap<string, StoredPolicy>;
  readonly names: ReadonlyMap<string, string>;
  readonly approvals: readonly StoredApproval[];
  readonly transactions: readonly BoundTransaction[];
};

export async function viewsOf(db: Database, withdrawals: readonly Withdrawal[]): Promise<WithdrawalView[]> {
  const surroundings = await readSurroundings(db, withdrawals);
  return withdrawals.map((withdrawal) => viewOf(withdrawal, surroundings));
}

/** A withdrawal as it is when it is accepted, from what it was made of: nothing is read. */
export function detailOfRequested(
  { withdrawal, wallet, policy }: RequestedWithdrawal,
  requester: { readonly name: string },
): WithdrawalDetail {
  const { id, kind } = withdrawal.requestedBy;
  const surroundings: Surroundings = {
    wallets: new Map([[wallet.id, wallet]]),
    policies: new Map([[toHex(policy.digest), policy]]),
    names: new Map([[id, requester.name]]),
    approvals: [],
    transactions: [],
  };
  const first = {
    from: null,
    to: withdrawal.state,
    actor: `${kind}:${id}`,
    actorName: requester.name,
    reason: null,
    at: withdrawal.createdAt.toISOString(),
  };
  return { ...viewOf(withdrawal, surroundings), timeline: [first] };
}

export async function detailOf(db: Database, withdrawal: Withdrawal): Promise<WithdrawalDetail> {
  const surroundings = await readSurroundings(db, [withdrawal]);
  const events = await readTimeline(db, withdrawal.id);
  const timeline = events.map((event) => ({
    from: event.from_state,
    to: event.to_state,
    actor: event.actor,
    actorName: nameOf(surroundings, event.actor.replace(/^.*:/, '')),
    reason: event.reason_code === null ? null : { code: event.reason_code, message: event.reason ?? '' },
    at: event.at.toISOString(),
  }));
  return { ...viewOf(withdrawal, surroundings), timeline };
}

async function readSurroundings(db: Database, withdrawals: readonly Withdrawal[]): Promise<Surroundings> {
  const ids = withdrawals.map((withdrawal) => withdrawal.id);
  const digests = new Map(withdrawals.map(({ policyDigest }) => [toHex(policyDigest), policyDigest]));
  const policies = await Promise.all(
    [...digests].map(async ([hex, digest]) => [hex, await getPolicy(db, digest)] as const),
  );
  const people = [...(await listAccounts(db)), ...(await listApiKeys(db))];
  return {
    wallets: new Map((await listWallets(db)).map((wallet) => [wallet.id, wallet])),
    policies: new Map(policies),
    names: new Map(people.map(({ id, name }) => [id, name])),
    approvals: await listApprovals(db, ids),
    transactions: await listTransactions(db, ids),
  };
}

function nameOf({ names }: Surroundings, id: string): string {
  return names.get(id) ?? id;
}

function viewOf(withdrawal: Withdrawal, around: Surroundings): WithdrawalView {
  const wallet = around.wallets.get(withdrawal.walletId);
  if (wallet === undefined) throw new Error(`withdrawal ${withdrawal.id} has no wallet`);
  const { custody } = wallet;
  const transaction = around.transactions.find((bound) => bound.withdrawalId === withdrawal.id);
  const approvals = around.approvals.filter((approval) => approval.withdrawalId === withdrawal.id);
  const { id, kind } = withdrawal.requestedBy;
  return {
    id: withdrawal.id,
    state: withdrawal.state,
    reason: withdrawal.reason ?? null,
    walletId: wallet.id,
    walletName: wallet.name,
    kind: custody.kind,
    vaultId: custody.kind === 'cold' ? custody.vaultId : null,
    ...assetOf(withdrawal, around),
    amount: withdrawal.amount.toString(),
    maxFee: withdrawal.maxFee.toString(),
    reference: withdrawal.reference ?? null,
    requestedBy: { id, kind, name: nameOf(around, id) },
    intentDigest: toHex(withdrawal.intentDigest),
    words: wordsOf(withdrawal.intentDigest),
    policyDigest: toHex(withdrawal.policyDigest),
    approvalsNeeded: withdrawal.approvalsNeeded,
    approvals: approvals.map(({ accountId, at }) => ({
      approverId: accountId,
      name: nameOf(around, accountId),
      at: at.toISOString(),
    })),
    transaction: transaction ? viewOfTransaction(transaction) : null,
    createdAt: withdrawal.createdAt.toISOString(),
    updatedAt: withdrawal.updatedAt.toISOString(),
    expiresAt: withdrawal.expiresAt.toISOString(),
  };
}

/** Names from the policy that it was requested under, which allowed exactly this. */
function assetOf(withdrawal: Withdrawal, { policies }: Surroundings) {
  const stored = policies.get(toHex(withdrawal.policyDigest));
  if (stored === undefined) throw new Error(`withdrawal ${withdrawal.id} has no policy`);
  const rule = findChain(stored.policy, withdrawal.chain);
  const { symbol, decimals } = findAsset(rule, withdrawal.token);
  const label = rule.destinations.find(({ address }) => equalBytes(address, withdrawal.destination))?.label;
  return {
    chain: withdrawal.chain,
    chainName: rule.name,
    token: withdrawal.token.length === 0 ? null : addressText(withdrawal.token),
    symbol,
    decimals,
    destination: addressText(withdrawal.destination),
    destinationLabel: label ?? '',
    coinSymbol: rule.coinSymbol,
    coinDecimals: rule.coinDecimals,
  };
}

function viewOfTransaction(bound: BoundTransaction): WithdrawalView['transaction'] {
  return {
    nonce: Number(bound.nonce),
    digest: toHex(bound.digest),
    hash: bound.signed ? `0x${toHex(bound.signed.hash)}` : null,
    blockNumber: bound.blockNumber === undefined ? null : Number(bound.blockNumber),
    feePaid: bound.feePaid?.toString() ?? null,
  };
}

const EventRow = z.object({
  from_state: z.enum(WITHDRAWAL_STATES).nullable(),
  to_state: z.enum(WITHDRAWAL_STATES),
  actor: z.string(),
  reason_code: z.string().nullable(),
  reason: z.string().nullable(),
  at: z.date(),
});

async function readTimeline(db: Database, id: string): Promise<readonly z.output<typeof EventRow>[]> {
  const rows = await db
    .selectFrom('withdrawal_events')
    .select(['from_state', 'to_state', 'actor', 'reason_code', 'reason', 'at'])
    .where('withdrawal_id', '=', id)
    .orderBy('number')
    .execute();
  return z.array(EventRow).parse(rows);
}
