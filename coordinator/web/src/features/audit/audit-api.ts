import { useInfiniteQuery } from '@tanstack/react-query';
import { get, withQuery } from '../../api/client.ts';

export type AuditEntry = {
  readonly sequence: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
  readonly hash: string;
};

type AuditPage = { readonly items: readonly AuditEntry[]; readonly nextCursor: string | null };

const PAGE_SIZE = 100;

/** Newest first; all of them, or those about one subject such as `withdrawal:ID`. */
export function useAuditPages(subject: string) {
  return useInfiniteQuery({
    queryKey: ['audit', subject],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      get<AuditPage>(withQuery('/v1/audit', { subject, limit: PAGE_SIZE, cursor: pageParam }), signal),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}
