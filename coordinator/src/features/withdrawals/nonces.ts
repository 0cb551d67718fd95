import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../db/schema.ts';
import { lockWallet } from '../wallets/index.ts';

const Row = z.object({ nonce: z.coerce.bigint() });

/**
 * Gives a withdrawal the lowest nonce that neither the chain nor another withdrawal has, one at a time for each wallet.
 * `pending` is the chain's own count: it may lag behind ours, and it is ahead of ours if the key was used elsewhere or
 * our database is an older copy; both are right to skip what the other has. A nonce that became free is taken first, so
 * that no gap keeps later payments waiting.
 */
export async function allocateNonce(
  tx: Tx,
  owner: { readonly withdrawalId: string; readonly walletId: string; readonly chain: string },
  pending: bigint,
): Promise<bigint> {
  await lockWallet(tx, owner.walletId);
  const taken = await tx
    .selectFrom('nonces')
    .select('nonce')
    .where('chain', '=', owner.chain)
    .where('wallet_id', '=', owner.walletId)
    .where('nonce', '>=', sql<string>`${pending.toString()}::bigint`)
    .orderBy('nonce')
    .execute();
  const nonce = lowestFree(
    z
      .array(Row)
      .parse(taken)
      .map((row) => row.nonce),
    pending,
  );
  await tx
    .insertInto('nonces')
    .values({ chain: owner.chain, wallet_id: owner.walletId, nonce, withdrawal_id: owner.withdrawalId })
    .execute();
  return nonce;
}

/** The lowest number from `start` on that is not among `taken`, which ascend. Exported for its test. */
export function lowestFree(taken: readonly bigint[], start: bigint): bigint {
  let candidate = start;
  for (const nonce of taken) {
    if (nonce > candidate) break;
    if (nonce === candidate) candidate += 1n;
  }
  return candidate;
}

/** Gives the nonce of a withdrawal back that ended without a signed transaction of ours. */
export async function freeNonce(tx: Tx, withdrawalId: string): Promise<void> {
  await tx.deleteFrom('nonces').where('withdrawal_id', '=', withdrawalId).execute();
}
