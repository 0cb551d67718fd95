import { isProblem } from '../../api/client.ts';
import { Amount } from '../../ui/values.tsx';
import { useBalances } from './wallets-api.ts';

/** What a wallet holds, one asset a line, for tables. */
export function BalanceLines({ walletId }: { readonly walletId: string }) {
  const balances = useBalances(walletId);
  if (balances.data === undefined) {
    return <span className="soft small">{balances.isError ? whyNot(balances.error) : 'Reading…'}</span>;
  }
  if (balances.data.items.length === 0) return <span className="soft small">No assets in its policy</span>;
  return balances.data.items.map((balance) => (
    <div key={`${balance.chain} ${balance.token}`}>
      <Amount amount={balance.amount} decimals={balance.decimals} symbol={balance.symbol} />
    </div>
  ));
}

function whyNot(error: Error): string {
  if (isProblem(error, 'POLICY_MISSING')) return 'No policy in force';
  return isProblem(error, 'RPC_UNAVAILABLE') ? 'Chain unreachable' : error.message;
}
