import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { WithdrawalState } from '../../../../src/features/withdrawals/withdrawal-states.ts';
import type {
  WithdrawalDetail,
  WithdrawalPage,
  WithdrawalView,
} from '../../../../src/features/withdrawals/withdrawals.schemas.ts';
import { get, withQuery } from '../../api/client.ts';

export type { WithdrawalDetail, WithdrawalPage, WithdrawalState, WithdrawalView };

export type WithdrawalFilter = {
  readonly state?: WithdrawalState | undefined;
  readonly walletId?: string | undefined;
  readonly chain?: string | undefined;
};

const PAGE_SIZE = 50;
const MOST = 100;

/** Newest first, page after page. */
export function useWithdrawalPages(filter: WithdrawalFilter) {
  return useInfiniteQuery({
    queryKey: ['withdrawals', 'pages', filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      get<WithdrawalPage>(withQuery('/v1/withdrawals', { ...filter, limit: PAGE_SIZE, cursor: pageParam }), signal),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/** The newest withdrawals, as many as one page of the API holds. */
export function useWithdrawals(filter: WithdrawalFilter, isWanted = true) {
  return useQuery({
    queryKey: ['withdrawals', 'list', filter],
    queryFn: ({ signal }) => get<WithdrawalPage>(withQuery('/v1/withdrawals', { ...filter, limit: MOST }), signal),
    enabled: isWanted,
  });
}

export function useWithdrawal(id: string) {
  return useQuery({
    queryKey: ['withdrawals', 'one', id],
    queryFn: ({ signal }) => get<WithdrawalDetail>(`/v1/withdrawals/${encodeURIComponent(id)}`, signal),
    refetchInterval: 2_000,
  });
}
