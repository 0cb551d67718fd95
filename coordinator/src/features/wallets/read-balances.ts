import { toChecksumAddress } from '@vieraugen/shared/chains/evm';
import type { ChainRule } from '@vieraugen/shared/policy';
import type { Database } from '../../db/schema.ts';
import type { Chains } from '../../rpc/index.ts';
import { findForeignPolicy, findHotPolicy, getPolicy, type StoredPolicy } from '../policies/index.ts';
import { getVault } from '../vaults/index.ts';
import type { Wallet } from './wallet.repository.ts';
import type { BalanceList } from './wallets.schemas.ts';

type Balance = BalanceList['items'][number];

/** What a wallet holds of every asset that its policy knows, by the newest block. */
export async function readBalances(
  { db, chains }: { readonly db: Database; readonly chains: Chains },
  wallet: Wallet,
  chain: string | undefined,
): Promise<Balance[]> {
  const stored = await policyOfWallet(db, wallet);
  const rules = stored?.policy.chains.filter((rule) => chain === undefined || rule.chain === chain) ?? [];
  return (await Promise.all(rules.map((rule) => balancesOnChain(chains, wallet, rule)))).flat();
}

async function policyOfWallet(db: Database, wallet: Wallet): Promise<StoredPolicy | undefined> {
  const { custody } = wallet;
  if (custody.kind === 'hot') return findHotPolicy(db);
  if (custody.kind === 'foreign') return findForeignPolicy(db);
  return getPolicy(db, (await getVault(db, custody.vaultId)).policyDigest);
}

/** The chain's own coin is always told: fees are paid in it. */
async function balancesOnChain(chains: Chains, wallet: Wallet, rule: ChainRule): Promise<Balance[]> {
  const chain = chains.get(rule.chain);
  const coin = { token: new Uint8Array(0), symbol: rule.coinSymbol, decimals: rule.coinDecimals };
  const tokens = rule.assets.filter((asset) => asset.token.length > 0);
  return Promise.all(
    [coin, ...tokens].map(async ({ token, symbol, decimals }) => {
      const isCoin = token.length === 0;
      const amount = await (isCoin ? chain.balance(wallet.address) : chain.tokenBalance(token, wallet.address));
      return {
        chain: rule.chain,
        chainName: rule.name,
        token: isCoin ? null : toChecksumAddress(token),
        symbol,
        decimals,
        amount: amount.toString(),
      };
    }),
  );
}
