import { useQuery } from '@tanstack/react-query';
import type { FramesView } from '../../../src/features/wire.schemas.ts';
import { get, withQuery } from '../api/client.ts';

/** A message for the signer, by the address of its frames. The screen makes the frames itself, so it asks for one only. */
export function useMessage(path: string) {
  return useQuery({
    queryKey: ['message', path],
    queryFn: ({ signal }) => get<FramesView>(withQuery(path, { count: 1 }), signal),
    refetchInterval: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
