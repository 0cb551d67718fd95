import { useQuery } from '@tanstack/react-query';
import type { PolicyJson, PolicyView } from '../../../../src/features/policies/policies.schemas.ts';
import { get } from '../../api/client.ts';

export type { PolicyJson, PolicyView };
export type ChainRule = PolicyJson['chains'][number];
export type AssetRule = ChainRule['assets'][number];

type PolicyList = { readonly items: readonly PolicyView[] };

export function usePolicies() {
  return useQuery({
    queryKey: ['policies'],
    select: newestFirst,
    queryFn: ({ signal }) => get<PolicyList>('/v1/policies', signal),
  });
}

/** By revision: two may have been proposed within one moment. */
function newestFirst({ items }: PolicyList): PolicyList {
  return { items: items.toSorted((a, b) => b.policy.revision - a.policy.revision) };
}

export function usePolicy(digest: string) {
  return useQuery({
    queryKey: ['policies', digest],
    queryFn: ({ signal }) => get<PolicyView>(`/v1/policies/${encodeURIComponent(digest)}`, signal),
    enabled: digest !== '',
  });
}

/** The policy that judges a wallet's payments now. */
export function policyOfWallet(
  policies: readonly PolicyView[],
  wallet: { readonly kind: 'hot' | 'cold' | 'foreign'; readonly vaultId: string | null },
): PolicyView | undefined {
  const { kind, vaultId } = wallet;
  if (kind === 'hot') return policies.find((view) => view.activeForHot);
  if (kind === 'foreign') return policies.find((view) => view.activeForForeign);
  return policies.find((view) => vaultId !== null && view.vaultIds.includes(vaultId));
}
