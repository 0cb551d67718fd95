import { useQuery } from '@tanstack/react-query';
import type { AccountView } from '../../../../src/features/accounts/account.ts';
import { get } from '../../api/client.ts';

export type Account = AccountView;

export function useAccounts() {
  return useQuery({
    queryKey: ['accounts'],
    queryFn: ({ signal }) => get<{ readonly items: readonly Account[] }>('/v1/accounts', signal),
  });
}
