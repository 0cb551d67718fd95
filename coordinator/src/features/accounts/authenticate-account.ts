import type { Database } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import type { AccountPrincipal } from '../../http/principal.ts';
import type { Authenticate } from '../../http/run-route.ts';
import type { WebAuthnSettings } from '../../services.ts';
import { findSession, readSessionCookie } from './session.ts';

/** Who is signed in on the page that asks; undefined without a session cookie. */
export async function authenticateAccount(
  deps: { readonly db: Database; readonly webauthn: WebAuthnSettings },
  request: Parameters<Authenticate>[0],
): Promise<AccountPrincipal | undefined> {
  const token = readSessionCookie(request.http);
  if (token === undefined) return undefined;
  refuseForeignPage(deps.webauthn.origins, request);
  const account = await findSession(deps.db, token);
  if (account === undefined) {
    throw new AppError('SESSION_INVALID', 'Your session has ended. Sign in again.');
  }
  return account;
}

/** Cross-site request forgery: beside SameSite=Strict, what changes state must name one of our own pages as its origin. */
function refuseForeignPage(origins: readonly string[], request: Parameters<Authenticate>[0]): void {
  const site = request.headers['sec-fetch-site'];
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
  const changesState = request.method !== 'GET' && request.method !== 'HEAD';
  const origin = request.headers.origin;
  if (isForeign || (changesState && (origin === undefined || !origins.includes(origin)))) {
    throw new AppError('ORIGIN_FORBIDDEN', 'This request came from a foreign page. Use the back office itself.');
  }
}
