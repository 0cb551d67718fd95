import { useQuery } from '@tanstack/react-query';
import type { AccountView, ConfirmationView } from '../../../../src/features/accounts/accounts.schemas.ts';
import { get } from '../../api/client.ts';
import { useHasRole, useSession } from '../../api/use-session.ts';

export type Account = AccountView;
export type { ConfirmationView };

export function useAccounts() {
  return useQuery({
    queryKey: ['accounts'],
    queryFn: ({ signal }) => get<{ readonly items: readonly Account[] }>('/v1/accounts', signal),
  });
}

/** What is to be confirmed of a new account. */
export function useConfirmation(id: string) {
  return useQuery({
    queryKey: ['accounts', id, 'confirmation'],
    queryFn: ({ signal }) => get<ConfirmationView>(`/v1/accounts/${encodeURIComponent(id)}/confirmation`, signal),
    refetchInterval: false,
  });
}

export function isActiveAdministrator({ state, roles }: Account): boolean {
  return state === 'active' && roles.includes('administrator');
}

const NOBODY: readonly Account[] = [];

/** New accounts that the person who is signed in can confirm: not those they invited. */
export function useAccountsWaitingForMe(): readonly Account[] {
  const me = useSession();
  const isAdministrator = useHasRole('administrator');
  const accounts = useAccounts().data?.items;
  if (!isAdministrator || accounts === undefined) return NOBODY;
  return accounts.filter(({ state, invitedBy }) => state === 'unconfirmed' && invitedBy !== me.id);
}
