import { AppError } from '../../http/app-error.ts';
import type { ApiKeyPrincipal } from '../../http/principal.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { ApiKeyView } from './api-key.repository.ts';

/** Who a bearer token stands for; undefined without one. A key that was disabled ends its tokens at once. */
export async function authenticateApiKey(
  deps: {
    readonly tokens: AccessTokens;
    /** As it is now: what was true after it was asked for. */
    readonly findKey: (id: string) => Promise<ApiKeyView | undefined>;
  },
  authorization: string | undefined,
): Promise<ApiKeyPrincipal | undefined> {
  if (authorization === undefined) return undefined;
  const token = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/.exec(authorization)?.[1];
  if (token === undefined) throw new AppError('TOKEN_INVALID', 'Send "Authorization: Bearer TOKEN".');
  const claims = await deps.tokens.verify(token);
  const key = await deps.findKey(claims.apiKeyId);
  if (key === undefined || key.disabled) {
    throw new AppError('API_KEY_INVALID', 'The API key behind this token was disabled.');
  }
  const scopes = claims.scopes.filter((scope) => key.scopes.includes(scope));
  return { kind: 'api-key', id: key.id, name: key.name, scopes };
}
