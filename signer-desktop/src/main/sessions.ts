import { session as electronSession, type Session } from 'electron';
import type { Role } from '../ipc/contract.ts';
import { serveContent } from './content.ts';
import { cancelRequests } from './network-rules.ts';
import { type CameraHolder, denyPermissions } from './permissions.ts';

export type Sessions = Readonly<Record<Role, Session>>;

/** E-08: one session a window, in memory only, without a cache. */
export function createSessions(directory: string, holder: CameraHolder): Sessions {
  const nobody: CameraHolder = () => undefined;
  // No window uses the default session; it gets the same rules in case one ever did.
  denyPermissions(electronSession.defaultSession, nobody);
  cancelRequests(electronSession.defaultSession);
  return { review: createSession('review', directory, nobody), scan: createSession('scan', directory, holder) };
}

function createSession(role: Role, directory: string, holder: CameraHolder): Session {
  const session = electronSession.fromPartition(role, { cache: false });
  session.setSpellCheckerEnabled(false);
  denyPermissions(session, holder);
  cancelRequests(session);
  serveContent(session, role, directory);
  return session;
}
