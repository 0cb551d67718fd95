import type { Role } from '../features/accounts/roles.ts';
import type { Scope } from '../features/api-keys/scopes.ts';
import { AppError } from './app-error.ts';

/** A person, signed in with a passkey. */
export type AccountPrincipal = {
  readonly kind: 'account';
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly sessionId: string;
};

/** A program, with a token it got for its API key. */
export type ApiKeyPrincipal = {
  readonly kind: 'api-key';
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
};

/** Who asks. `id` is a UUID, unique over both kinds. */
export type Principal = AccountPrincipal | ApiKeyPrincipal;

/** How the audit log and idempotency keys name a principal. */
export function actorOf(principal: Principal): string {
  return `${principal.kind}:${principal.id}`;
}

/** For what only a person may do. */
export function requireAccount(principal: Principal): AccountPrincipal {
  if (principal.kind === 'account') return principal;
  throw new AppError('ROLE_MISSING', 'Only a person who is signed in can do this; an API key cannot.');
}
