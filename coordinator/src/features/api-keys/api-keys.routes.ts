import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../http/app-error.ts';
import { actorOf, requireAccount } from '../../http/principal.ts';
import { type Route, route } from '../../http/route.ts';
import type { Services } from '../../services.ts';
import { appendAudit } from '../audit/index.ts';
import { IdParams, ReadableText } from '../wire.schemas.ts';
import { type AccessTokens, TOKEN_LIFE } from './access-tokens.ts';
import { ApiKeyView, findApiKey, insertApiKey, listApiKeys, markDisabled, markUsed } from './api-key.repository.ts';
import { hashApiKey, isWellFormed, newApiKey } from './api-key-text.ts';
import { SCOPES, type Scope } from './scopes.ts';

type Deps = Pick<Services, 'db'> & { readonly tokens: AccessTokens };

const Scopes = z
  .array(z.enum(SCOPES))
  .min(1)
  .refine((scopes) => new Set(scopes).size === scopes.length, 'names a scope twice');

export function apiKeyRoutes(deps: Deps): readonly Route[] {
  return [tokenRoute(deps), createRoute(), listRoute(deps), disableRoute()];
}

function tokenRoute(deps: Deps): Route {
  return route({
    method: 'post',
    path: '/v1/token',
    summary: 'Exchange an API key for an access token',
    access: 'public',
    idempotent: false,
    body: z.strictObject({ apiKey: z.string().max(128), scopes: Scopes.optional() }),
    reply: z.strictObject({
      accessToken: z.string(),
      tokenType: z.literal('Bearer'),
      expiresIn: z.int(),
      scopes: z.array(z.enum(SCOPES)),
    }),
    run: async ({ body }) => {
      const key = isWellFormed(body.apiKey) ? await findApiKey(deps.db, { hash: hashApiKey(body.apiKey) }) : undefined;
      if (key === undefined || key.disabled) {
        throw new AppError('API_KEY_INVALID', 'This API key does not exist or was disabled.');
      }
      const scopes = narrow(key.scopes, body.scopes);
      const accessToken = await deps.tokens.issue(key.id, scopes);
      await markUsed(deps.db, key.id);
      return { accessToken, tokenType: 'Bearer' as const, expiresIn: TOKEN_LIFE, scopes };
    },
  });
}

function narrow(held: readonly Scope[], wanted: readonly Scope[] | undefined): Scope[] {
  const missing = wanted?.find((scope) => !held.includes(scope));
  if (missing)
    throw new AppError('SCOPE_MISSING', `This API key does not have ${missing}.`, { safe: { needed: [missing] } });
  return [...(wanted ?? held)];
}

function createRoute(): Route {
  return route({
    method: 'post',
    path: '/v1/api-keys',
    summary: 'Make an API key; it is shown once',
    access: { roles: ['administrator'] },
    idempotent: true,
    body: z.strictObject({ name: ReadableText(80), scopes: Scopes }),
    reply: ApiKeyView.extend({ key: z.string().nullable() }),
    secretFields: ['key'],
    status: 201,
    run: async ({ principal, body, tx }) => {
      const { id: createdBy } = requireAccount(principal);
      const { key, hash } = newApiKey();
      const made = await insertApiKey(tx, { ...body, id: randomUUID(), hash, createdBy });
      appendAudit(tx, {
        actor: actorOf(principal),
        action: 'api-key.created',
        subject: `api-key:${made.id}`,
        detail: { scopes: made.scopes.join(' ') },
      });
      return { ...made, key };
    },
  });
}

function listRoute(deps: Deps): Route {
  return route({
    method: 'get',
    path: '/v1/api-keys',
    summary: 'All API keys, without their secrets',
    access: { roles: ['administrator', 'auditor'] },
    idempotent: false,
    reply: z.strictObject({ items: z.array(ApiKeyView) }),
    run: async () => ({ items: [...(await listApiKeys(deps.db))] }),
  });
}

function disableRoute(): Route {
  return route({
    method: 'post',
    path: '/v1/api-keys/:id/disable',
    summary: 'Disable an API key and every token made with it, at once',
    access: { roles: ['administrator'] },
    idempotent: true,
    params: IdParams,
    reply: ApiKeyView,
    run: async ({ principal, params, tx }) => {
      const key = await findApiKey(tx, { id: params.id });
      if (key === undefined) throw new AppError('API_KEY_NOT_FOUND', 'There is no such API key.');
      if (key.disabled) return key;
      await markDisabled(tx, key.id);
      appendAudit(tx, {
        actor: actorOf(principal),
        action: 'api-key.disabled',
        subject: `api-key:${key.id}`,
        detail: {},
      });
      return { ...key, disabled: true };
    },
  });
}
