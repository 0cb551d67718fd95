import { createContext, useContext } from 'react';
import type { Role, Session } from './session.ts';

export const SessionContext = createContext<Session | undefined>(undefined);

/** The person who is signed in: only for what is drawn inside the shell. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession: nobody is signed in here');
  return session;
}

/** Whether the person has one of these roles. The API decides; this only spares people buttons that would refuse. */
export function useHasRole(...roles: readonly Role[]): boolean {
  return useSession().roles.some((role) => roles.includes(role));
}
