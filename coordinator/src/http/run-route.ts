import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Database, Tx } from '../db/schema.ts';
import { AppError } from './app-error.ts';
import { parseCookies } from './cookies.ts';
import {
  type Answer,
  type KeyedRequest,
  type Outcome,
  parseIdempotencyKey,
  requestFingerprint,
  runOnce,
} from './idempotency.ts';
import { runGrouped } from './idempotency-group.ts';
import { actorOf, type Principal } from './principal.ts';
import { invalidRequest } from './problem.ts';
import type { Access, ErasedContext, HttpFacts, Prepared, Route } from './route.ts';

/** Finds out who asks: undefined when the request names nobody. Refuses what is forged, expired or from a foreign page. */
export type Authenticate = (request: {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly http: HttpFacts;
}) => Promise<Principal | undefined>;

export type RouteServices = {
  readonly db: Database;
  readonly authenticate: Authenticate;
  /** The most requests that are committed together. */
  readonly commitGroup: number;
};

/** First handler of a route: who asks, and may they. It stands before the body is read. */
export function authorizeRoute(route: Route, services: RouteServices): RequestHandler {
  return async (request, response, next) => {
    if (route.access !== 'public') {
      const principal = await services.authenticate({
        method: request.method,
        headers: flatHeaders(request),
        http: httpFacts(request, response),
      });
      response.locals.principal = authorize(route.access, principal);
    }
    next();
  };
}

/** Last handler of a route: parse, run, check the reply, answer. */
export function runRoute(route: Route, services: RouteServices): RequestHandler {
  const answerOf = answering(route, services);
  return async (request, response) => {
    const principal: Principal | undefined = response.locals.principal;
    const input: Input = {
      principal,
      params: parse('path', route.params, request.params),
      query: parse('query', route.query, request.query),
      body: parseBody(route, request),
      requestId: String(response.locals.requestId),
      http: httpFacts(request, response),
    };
    const answer = await answerOf(input, () => idempotentRequest(request, response, principal));
    if (answer.replayed) response.setHeader('Idempotency-Replayed', 'true');
    response.setHeader('Cache-Control', 'no-store');
    sendJson(response, answer);
  };
}

/** As Express would, without asking what kind of value and of text it is. */
function sendJson(response: Response, { status, reply }: Outcome): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(reply));
  response.end(reply);
}

type Input = Record<Exclude<keyof ErasedContext, 'tx' | 'requestId' | 'http'>, unknown> &
  Pick<ErasedContext, 'requestId' | 'http'>;

/** How a route answers: alone, in a transaction with its Idempotency-Key, or committed together with others. */
function answering(
  route: Route,
  services: RouteServices,
): (input: Input, keyed: () => KeyedRequest) => Promise<Outcome> {
  // The route's own schemas made these values, so they have the types that its `run` was declared with.
  const run = (input: Input, tx: Tx | undefined) => route.run({ ...input, tx } as ErasedContext);
  const answer = (value: unknown): Answer => {
    const parsed = parseReply(route, value);
    const reply = JSON.stringify(parsed);
    return {
      status: route.status,
      reply,
      recorded: route.secretFields.length === 0 ? reply : withoutSecrets(route, parsed),
    };
  };
  if (!route.idempotent) return async (input) => ({ ...answer(await run(input, undefined)), replayed: false });
  const { acceptance } = route;
  if (acceptance === undefined) {
    return (input, keyed) => runOnce(services.db, keyed(), async (tx) => answer(await run(input, tx)));
  }
  const runInGroup = runGrouped(services.db, services.commitGroup, acceptance);
  return (input, keyed) =>
    runInGroup(keyed(), async () => {
      const { reply, row } = (await run(input, undefined)) as Prepared<unknown, never>;
      return { ...answer(reply), row };
    });
}

/** What leaves is what the route declares: a mistake here is ours, never the caller's. */
function parseReply(route: Route, value: unknown): unknown {
  const result = route.reply.safeParse(value);
  if (result.success) return result.data;
  throw new Error(`The reply of ${route.method} ${route.path} is not what it declares`, { cause: result.error });
}

/** What is shown once is not kept: a repeated request gets null in its place. */
function withoutSecrets(route: Route, reply: unknown): string {
  return JSON.stringify(reply, (name, value: unknown) => (route.secretFields.includes(name) ? null : value));
}

function authorize(access: Exclude<Access, 'public'>, principal: Principal | undefined): Principal {
  if (principal === undefined) {
    throw new AppError('AUTHENTICATION_REQUIRED', 'Sign in, or send a bearer token from POST /v1/token.');
  }
  if (principal.kind === 'account') {
    if (access.roles?.some((role) => principal.roles.includes(role))) return principal;
    const needed = access.roles?.join(' or ') ?? 'an API key';
    throw new AppError('ROLE_MISSING', `This needs ${needed}.`, { safe: { needed: access.roles ?? [] } });
  }
  if (access.scopes?.some((scope) => principal.scopes.includes(scope))) return principal;
  const needed = access.scopes?.join(' or ') ?? 'a person who is signed in';
  throw new AppError('SCOPE_MISSING', `This needs ${needed}.`, { safe: { needed: access.scopes ?? [] } });
}

function parse(where: 'path' | 'query' | 'body', schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (!result.success) throw invalidRequest(where, result.error);
  return result.data;
}

function parseBody(route: Route, request: Request): unknown {
  if (route.body !== undefined) return parse('body', route.body, request.body ?? {});
  return parse('body', z.strictObject({}), request.body ?? {});
}

function idempotentRequest(request: Request, response: Response, principal: Principal | undefined): KeyedRequest {
  const rawBody: unknown = response.locals.rawBody;
  return {
    principal: principal === undefined ? 'public' : actorOf(principal),
    key: parseIdempotencyKey(request.header('idempotency-key')),
    fingerprint: requestFingerprint(
      request.method,
      request.originalUrl,
      rawBody instanceof Uint8Array ? rawBody : new Uint8Array(0),
    ),
  };
}

function flatHeaders(request: Request): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.keys(request.headers).map((name) => [name, request.header(name)]));
}

function httpFacts(request: Request, response: Response): HttpFacts {
  return {
    secure: request.secure,
    cookies: parseCookies(request.headers.cookie),
    setHeader: (name, value) => response.setHeader(name, value),
  };
}
