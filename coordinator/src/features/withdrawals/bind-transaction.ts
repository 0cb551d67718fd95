import { buildTransfer, type EvmTransfer, signingDigest } from '@vieraugen/shared/chains/evm';
import type { Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import type { Chains, Fees } from '../../rpc/index.ts';
import type { Wallet } from '../wallets/index.ts';
import { type GasPrices, pricesWithin } from './fees.ts';
import { allocateNonce } from './nonces.ts';
import { type BoundTransaction, findTransaction, insertTransaction, isDigestTaken } from './transaction.repository.ts';
import { transferOf } from './transfer-of.ts';
import type { Withdrawal } from './withdrawal.ts';

/** What the chain says before a transaction is built. */
export type ChainFacts = { readonly chainId: bigint; readonly fees: Fees; readonly pendingNonce: bigint };

/**
 * Asks the chain what is needed to build, before any lock is taken.
 *
 * Throws BALANCE_TOO_LOW, FEE_OVER_APPROVED or RPC_UNAVAILABLE.
 */
export async function readChainFacts(chains: Chains, withdrawal: Withdrawal, wallet: Wallet): Promise<ChainFacts> {
  const chain = chains.get(withdrawal.chain);
  const isCoin = withdrawal.token.length === 0;
  const [fees, pendingNonce, coins, tokens] = await Promise.all([
    chain.fees(),
    chain.pendingNonce(wallet.address),
    chain.balance(wallet.address),
    isCoin ? withdrawal.amount : chain.tokenBalance(withdrawal.token, wallet.address),
  ]);
  const coinsNeeded = withdrawal.maxFee + (isCoin ? withdrawal.amount : 0n);
  if (coins < coinsNeeded || tokens < withdrawal.amount) {
    throw new AppError('BALANCE_TOO_LOW', 'The wallet does not hold the amount and the highest fee. Fund it first.');
  }
  demandPrices({ fees, withdrawal }, 'now');
  return { chainId: chain.chainId, fees, pendingNonce };
}

/**
 * The transaction of a withdrawal: found, or built with a nonce of its own and stored in `tx`. Whoever asks again, after a
 * crash or in another ceremony, gets the same bytes.
 */
export async function bindTransaction(
  tx: Tx,
  bound: { readonly withdrawal: Withdrawal; readonly wallet: Wallet; readonly facts: ChainFacts; readonly now: number },
  sent: 'now' | 'later',
): Promise<BoundTransaction> {
  const { withdrawal, wallet, facts } = bound;
  const existing = await findTransaction(tx, withdrawal.id);
  if (existing) return existing;
  const prices = demandPrices({ fees: facts.fees, withdrawal }, sent);
  const owner = { withdrawalId: withdrawal.id, walletId: wallet.id, chain: withdrawal.chain };
  const nonce = await allocateNonce(tx, owner, facts.pendingNonce);
  const { unsigned, digest } = await newBytes(tx, bound, { nonce, gasLimit: withdrawal.gasLimit, ...prices });
  return insertTransaction(tx, { withdrawalId: withdrawal.id, nonce, unsigned, digest }, bound.now);
}

/**
 * Bytes that no other withdrawal has. A nonce that became free may come back with the same payment: then a wei less is
 * offered for the gas, so that a digest stands for one withdrawal alone, in our records and in those of KMS.
 */
async function newBytes(
  tx: Tx,
  { withdrawal, facts }: { readonly withdrawal: Withdrawal; readonly facts: ChainFacts },
  terms: Pick<EvmTransfer, 'nonce' | 'gasLimit' | 'maxFeePerGas' | 'maxPriorityFeePerGas'>,
): Promise<{ readonly unsigned: Uint8Array; readonly digest: Uint8Array }> {
  for (let maxFeePerGas = terms.maxFeePerGas; maxFeePerGas >= terms.maxPriorityFeePerGas; maxFeePerGas -= 1n) {
    const unsigned = buildTransfer(transferOf(facts.chainId, withdrawal, { ...terms, maxFeePerGas }));
    const digest = signingDigest(unsigned);
    if (!(await isDigestTaken(tx, digest))) return { unsigned, digest };
  }
  throw new AppError(
    'FEE_OVER_APPROVED',
    'There is no room left below the approved fee. Request the withdrawal again.',
  );
}

function demandPrices(
  { fees, withdrawal }: { readonly fees: Fees; readonly withdrawal: Withdrawal },
  sent: 'now' | 'later',
): GasPrices {
  const prices = pricesWithin({ fees, gasLimit: withdrawal.gasLimit, maxFee: withdrawal.maxFee }, sent);
  if (prices) return prices;
  const message = 'The chain asks for a higher fee now than was approved. Wait until it falls, or request it again.';
  throw new AppError('FEE_OVER_APPROVED', message);
}
