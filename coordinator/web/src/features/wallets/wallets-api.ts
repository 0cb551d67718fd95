import { useQueries, useQuery } from '@tanstack/react-query';
import type { BalanceList, WalletView } from '../../../../src/features/wallets/wallets.schemas.ts';
import type { AssertionOptions } from '../../../../src/features/wire.schemas.ts';
import { get } from '../../api/client.ts';
import { useHasRole, useSession } from '../../api/use-session.ts';

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

/** What to ask the passkey for, to confirm a foreign wallet. */
export function useWalletConfirmation(id: string) {
  return useQuery({
    queryKey: ['wallets', id, 'confirmation'],
    queryFn: ({ signal }) => get<AssertionOptions>(`/v1/wallets/${encodeURIComponent(id)}/confirmation`, signal),
    refetchInterval: false,
  });
}

/** A foreign wallet that nobody but who registered it has compared with its device. */
export function isUnconfirmed({ kind, confirmedBy }: Wallet): boolean {
  return kind === 'foreign' && confirmedBy === null;
}

const NONE: readonly Wallet[] = [];

/** Foreign wallets that the person who is signed in can confirm. */
export function useWalletsWaitingForMe(): readonly Wallet[] {
  const me = useSession();
  const isAdministrator = useHasRole('administrator');
  const wallets = useWallets().data?.items;
  if (!isAdministrator || wallets === undefined) return NONE;
  return wallets.filter((wallet) => isUnconfirmed(wallet) && wallet.registeredBy !== me.id);
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
