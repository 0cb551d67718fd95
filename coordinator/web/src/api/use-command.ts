import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { request } from './client.ts';
import { createIdempotencyKeys } from './idempotency.ts';

type Command = { readonly path: string; readonly body?: unknown };

/**
 * A POST that makes or changes something. Pressed again after a lost answer it carries the same Idempotency-Key, so
 * nothing is done twice. Afterwards everything on the page is read again.
 */
export function useCommand<Reply>(onDone?: (reply: Reply) => void): UseMutationResult<Reply, Error, Command> {
  const keys = useRef(createIdempotencyKeys(() => crypto.randomUUID()));
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body }: Command) =>
      request<Reply>('POST', path, {
        body: body ?? {},
        idempotencyKey: keys.current.keyFor(`${path}\n${JSON.stringify(body ?? {})}`),
      }),
    onSuccess: async (reply) => {
      keys.current.settled();
      onDone?.(reply);
      await queries.invalidateQueries();
    },
  });
}
