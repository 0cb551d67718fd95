import { equalBytes, Refusal, refuseUnless, toHex } from '@vieraugen/shared/bytes';
import { attachSignature, signingDigest } from '@vieraugen/shared/chains/evm';
import { sql } from 'kysely';
import type { Tx } from '../../../db/schema.ts';
import { transaction } from '../../../db/transaction.ts';
import { AppError } from '../../../http/app-error.ts';
import type { CustodyServices } from '../../custody-services.ts';
import { getHotPolicy } from '../../policies/index.ts';
import { currentRoster } from '../../vaults/index.ts';
import { getWallet, type Wallet } from '../../wallets/index.ts';
import { listApprovals } from '../approval.repository.ts';
import { bindTransaction, readChainFacts } from '../bind-transaction.ts';
import { judgeWithdrawal } from '../judge-withdrawal.ts';
import { moveWithdrawal } from '../move-withdrawal.ts';
import { spendScope } from '../request-withdrawal.ts';
import { type BoundTransaction, findTransaction, storeSigned } from '../transaction.repository.ts';
import { lockWithdrawal, markCommitted, spentInLastDay } from '../withdrawal.repository.ts';
import { isExpired, type Withdrawal } from '../withdrawal.ts';
import { EXPIRED, endUnsigned, type Step } from './step.ts';

type HotKey = Extract<Wallet['custody'], { kind: 'hot' }>['key'];

/**
 * Bind, authorise, sign, store: each of the four is committed before the next, so that a crash between any two goes on
 * with the same nonce and the same bytes. A signature that was made but not stored is made again, over the same digest.
 */
export const signHot: Step = async (services, withdrawal) => {
  if (isExpired(withdrawal, services.now())) return endUnsigned(services, withdrawal, 'expired', EXPIRED);
  const wallet = await getWallet(services.db, withdrawal.walletId);
  const { custody } = wallet;
  if (custody.kind !== 'hot')
    throw new Error(`withdrawal ${withdrawal.id} of a ${custody.kind} wallet is in the state signing`);
  const bound = await bind(services, withdrawal, wallet);
  // Of the bytes that are judged, not of the column beside them: nothing else is ever asked of KMS.
  const digest = signingDigest(bound.unsigned);
  try {
    await transaction(services.db, (tx) =>
      authorise(services, tx, { withdrawal, wallet, bound, digest, key: custody.key }),
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return endUnsigned(services, withdrawal, 'failed', { code: error.code, message: error.message });
  }
  const signature = await services.kms.signHot(custody.key, digest);
  const signed = attachSignature(bound.unsigned, signature, wallet.address);
  await transaction(services.db, async (tx) => {
    await storeSigned(tx, withdrawal.id, signed);
    const detail = { transaction: toHex(signed.transactionHash), digest: toHex(digest) };
    await moveWithdrawal(tx, withdrawal, { to: 'signed', actor: 'system', now: services.now(), detail });
  });
  return 'moved';
};

async function bind(services: CustodyServices, withdrawal: Withdrawal, wallet: Wallet): Promise<BoundTransaction> {
  const existing = await findTransaction(services.db, withdrawal.id);
  if (existing) return existing;
  const facts = await readChainFacts(services.chains, withdrawal, wallet);
  return transaction(services.db, async (tx) => {
    await demandState(tx, withdrawal);
    return bindTransaction(tx, { withdrawal, wallet, facts, now: services.now() }, 'now');
  });
}

/**
 * The last judgement, and the record of the one digest that KMS is asked to sign for this withdrawal. Under a lock for all
 * that share the limit of a day, so that two withdrawals cannot both be the last one that fits.
 */
async function authorise(
  services: CustodyServices,
  tx: Tx,
  asked: { withdrawal: Withdrawal; wallet: Wallet; bound: BoundTransaction; digest: Uint8Array; key: HotKey },
): Promise<void> {
  const { withdrawal, bound, digest } = asked;
  const scope = spendScope(asked.wallet, withdrawal);
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`hot-limit ${scope.chain}`}, 0))`.execute(tx);
  await demandState(tx, withdrawal);
  const spent = await spentInLastDay(tx, scope, { now: services.now(), except: withdrawal.id, pending: false });
  judgeWithdrawal({
    withdrawal,
    wallet: asked.wallet,
    unsigned: bound.unsigned,
    policy: await getHotPolicy(tx),
    approvals: await listApprovals(tx, [withdrawal.id]),
    roster: await currentRoster(tx, services.webauthn),
    spent,
  });
  refuseUnless(
    equalBytes(digest, bound.digest),
    'TRANSACTION_DIGEST_DIFFERS',
    'The stored digest of this transaction is not that of its bytes: the database was changed. Find out by whom.',
  );
  await tx
    .insertInto('approved_digests')
    .values({ digest, key_arn: asked.key.keyArn, purpose: 'withdrawal', withdrawal_id: withdrawal.id })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await demandApproved(tx, withdrawal, digest);
  await markCommitted(tx, withdrawal.id, services.now());
}

async function demandState(tx: Tx, withdrawal: Withdrawal): Promise<void> {
  const { state } = await lockWithdrawal(tx, withdrawal.id);
  if (state !== 'signing') throw new AppError('WITHDRAWAL_STATE', 'This withdrawal changed meanwhile.');
}

async function demandApproved(tx: Tx, withdrawal: Withdrawal, digest: Uint8Array): Promise<void> {
  const row = await tx
    .selectFrom('approved_digests')
    .select('withdrawal_id')
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (row?.withdrawal_id !== withdrawal.id) {
    throw new Error(`the approved digest of withdrawal ${withdrawal.id} is not that of its transaction`);
  }
}
