import { useQuery } from '@tanstack/react-query';
import type { PairingView, VaultView } from '../../../../src/features/vaults/vaults.schemas.ts';
import { get } from '../../api/client.ts';

export type { PairingView, VaultView };

export function useVaults() {
  return useQuery({
    queryKey: ['vaults'],
    queryFn: ({ signal }) => get<{ readonly items: readonly VaultView[] }>('/v1/vaults', signal),
  });
}

export function useVault(id: string) {
  return useQuery({
    queryKey: ['vaults', id],
    queryFn: ({ signal }) => get<VaultView>(`/v1/vaults/${encodeURIComponent(id)}`, signal),
  });
}

export function usePairings(isWanted: boolean) {
  return useQuery({
    queryKey: ['pairings'],
    queryFn: ({ signal }) => get<{ readonly items: readonly PairingView[] }>('/v1/pairings', signal),
    enabled: isWanted,
  });
}

export function usePairing(id: string) {
  return useQuery({
    queryKey: ['pairings', id],
    queryFn: ({ signal }) => get<PairingView>(`/v1/pairings/${encodeURIComponent(id)}`, signal),
  });
}
