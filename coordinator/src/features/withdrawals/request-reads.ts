import { toHex } from '@vieraugen/shared/bytes';
import type { Database } from '../../db/schema.ts';
import type { Chain, Fees } from '../../rpc/index.ts';
import { rememberedRead, sharedRead } from '../../shared-read.ts';
import type { CustodyServices } from '../custody-services.ts';
import { getForeignPolicy, getHotPolicy, getPolicy, type StoredPolicy } from '../policies/index.ts';
import { getVault } from '../vaults/index.ts';
import { getPayingWallet, type Wallet } from '../wallets/index.ts';
import { nameOfScope, type SpendScope, spentInLastDay } from './withdrawal.repository.ts';

/**
 * What a request is judged by. Requests that come together share what is read, so that each is judged by what was true
 * after it came. What cannot change, or only slowly, is kept longer.
 */
export type RequestReads = {
  /** Throws WALLET_NOT_FOUND or WALLET_UNCONFIRMED. */
  wallet(id: string): Promise<Wallet>;
  /** The policy in force for a wallet now. */
  policy(wallet: Wallet): Promise<StoredPolicy>;
  /** What counts against the limit of a day, with what is still on its way. */
  spent(scope: SpendScope): Promise<bigint>;
  /** The same of a second ago at most: good enough far below the limit. It is a sum over all that is on its way. */
  spentLately(scope: SpendScope): Promise<bigint>;
  /** Of a second ago at most: the estimate has room for the base fee to double. */
  fees(chain: Chain): Promise<Fees>;
  /** Of a second ago at most: what has no code now may have some before anything is signed anyway. */
  hasCode(place: Place): Promise<boolean>;
};

type Place = { readonly chain: Chain; readonly address: Uint8Array };

const A_SECOND = { milliseconds: 1_000, entries: 10_000 };
/** The row of a wallet never changes (a trigger sees to it), none is ever deleted, and what was confirmed stays so. */
const FOR_EVER = { milliseconds: Number.POSITIVE_INFINITY, entries: 10_000 };

export function openRequestReads({ db, now }: Pick<CustodyServices, 'db' | 'now'>): RequestReads {
  const spent = sharedRead(
    (scope: SpendScope) => spentInLastDay(db, scope, { now: now(), except: undefined, pending: true }),
    nameOfScope,
  );
  return {
    spent,
    spentLately: rememberedRead(spent, nameOfScope, A_SECOND),
    wallet: rememberedRead((id: string) => getPayingWallet(db, id), String, FOR_EVER),
    policy: sharedRead((wallet: Wallet) => policyInForce(db, wallet), judgeOf),
    fees: rememberedRead(
      (chain: Chain) => chain.fees(),
      ({ name }) => name,
      A_SECOND,
    ),
    hasCode: rememberedRead(
      ({ chain, address }: Place) => chain.hasCode(address),
      ({ chain, address }) => `${chain.name} ${toHex(address)}`,
      A_SECOND,
    ),
  };
}

/** Wallets with the same judge have the same policy. */
function judgeOf({ custody }: Wallet): string {
  return custody.kind === 'cold' ? custody.vaultId : custody.kind;
}

async function policyInForce(db: Database, { custody }: Wallet): Promise<StoredPolicy> {
  if (custody.kind === 'hot') return getHotPolicy(db);
  if (custody.kind === 'foreign') return getForeignPolicy(db);
  return getPolicy(db, (await getVault(db, custody.vaultId)).policyDigest);
}
