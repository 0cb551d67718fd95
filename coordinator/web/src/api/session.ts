import { useQuery } from '@tanstack/react-query';
import type { Role } from '../../../src/features/accounts/roles.ts';
import { get, isProblem } from './client.ts';

export type { Role };
export type Session = { readonly id: string; readonly name: string; readonly roles: readonly Role[] };

export const SESSION_KEY = ['session'] as const;

/** Codes that mean: nobody is signed in here any more. */
export const SIGNED_OUT_CODES = ['AUTHENTICATION_REQUIRED', 'SESSION_INVALID'] as const;

/** Who is signed in; null for nobody. */
export function useSessionQuery() {
  return useQuery({ queryKey: SESSION_KEY, queryFn: ({ signal }) => readSession(signal), staleTime: 60_000 });
}

async function readSession(signal: AbortSignal): Promise<Session | null> {
  try {
    return await get<Session>('/v1/session', signal);
  } catch (error) {
    if (isProblem(error, ...SIGNED_OUT_CODES)) return null;
    throw error;
  }
}
