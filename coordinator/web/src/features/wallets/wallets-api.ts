import { useQueries, useQuery } from '@tanstack/react-query';
import type { BalanceList, WalletView } from '../../../../src/features/wallets/wallets.schemas.ts';
import { get } from '../../api/client.ts';

export type Wallet = WalletView;
export type Balance = BalanceList['items'][number];

const BALANCE_REFRESH_MS = 15_000;

export function useWallets() {
  return useQuery({
    queryKey: ['wallets'],
    queryFn: ({ signal }) => get<{ readonly items: readonly Wallet[] }>('/v1/wallets', signal),
  });
}

export function useWallet(id: string) {
  return useQuery({
    queryKey: ['wallets', id],
    queryFn: ({ signal }) => get<Wallet>(`/v1/wallets/${encodeURIComponent(id)}`, signal),
    enabled: id !== '',
  });
}

export function useBalances(walletId: string) {
  return useQuery({ ...balancesOf(walletId), enabled: walletId !== '' });
}

/** The balances of several wallets, in their order. */
export function useAllBalances(wallets: readonly Wallet[]) {
  return useQueries({ queries: wallets.map((wallet) => balancesOf(wallet.id)) });
}

function balancesOf(walletId: string) {
  return {
    queryKey: ['wallets', walletId, 'balances'],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      get<BalanceList>(`/v1/wallets/${encodeURIComponent(walletId)}/balances`, signal),
    refetchInterval: BALANCE_REFRESH_MS,
  };
}
