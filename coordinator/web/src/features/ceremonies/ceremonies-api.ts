import { useQuery } from '@tanstack/react-query';
import type { CeremonyView } from '../../../../src/features/ceremonies/ceremonies.schemas.ts';
import { get, withQuery } from '../../api/client.ts';

export type { CeremonyView };

const MOST = 100;

export function useCeremonies() {
  return useQuery({
    queryKey: ['ceremonies'],
    queryFn: ({ signal }) =>
      get<{ readonly items: readonly CeremonyView[] }>(withQuery('/v1/ceremonies', { limit: MOST }), signal),
  });
}

export function useCeremony(id: string) {
  return useQuery({
    queryKey: ['ceremonies', id],
    queryFn: ({ signal }) => get<CeremonyView>(`/v1/ceremonies/${encodeURIComponent(id)}`, signal),
  });
}
