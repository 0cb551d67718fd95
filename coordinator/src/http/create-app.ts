import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import express, { type Express, type Request, type RequestHandler, type Router } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Logger } from '../observability/logger.ts';
import { AppError } from './app-error.ts';
import { problemHandler } from './problem.ts';
import type { Route } from './route.ts';
import { authorizeRoute, type RouteServices, runRoute } from './run-route.ts';
import { securityHeaders } from './security-headers.ts';

export type AppParts = RouteServices & {
  readonly routes: readonly Route[];
  readonly logger: Logger;
  /** Served over TLS alone, to others than this machine. */
  readonly isPublic: boolean;
  /** Requests a minute from one address; counted in each replica for itself. */
  readonly rateLimit: number;
  /** Pages beside the API: the back office, the documentation. */
  readonly pages: readonly ((app: Express) => void)[];
};

/** Where secrets could be guessed: a tenth of the requests. */
const GUESSABLE = ['/v1/token', '/v1/session', '/v1/enrolment'];
const GUESSABLE_SHARE = 10;

export function createApp(parts: AppParts): Express {
  const app = express();
  app.disable('x-powered-by').set('etag', false).set('query parser', 'simple').set('case sensitive routing', true);
  app.use(requestId, logRequests(parts.logger), securityHeaders(parts.isPublic));
  app.use('/v1', limitRate('default', parts.rateLimit));
  app.use(
    GUESSABLE,
    limitRate('secrets', Math.ceil(parts.rateLimit / GUESSABLE_SHARE), (request) => request.method !== 'POST'),
  );
  app.use(serveRoutes(parts));
  refuseOtherMethods(app, parts.routes);
  for (const addPage of parts.pages) addPage(app);
  app.use((request) => {
    throw new AppError('NOT_FOUND', `There is nothing at ${request.path}.`);
  });
  app.use(problemHandler(parts.logger));
  return app;
}

/**
 * Each path is looked up by the text of it, where it has no parameters: Express would try the patterns of all routes, one
 * after the other, which takes longer than anything else it does. What is not found so is left to it.
 */
function serveRoutes(parts: AppParts): RequestHandler {
  const byPath = new Map<string, Router>();
  const all = express.Router({ caseSensitive: true });
  for (const route of parts.routes) {
    const handlers = [authorizeRoute(route, parts), ...readBody(route), runRoute(route, parts)];
    const own = byPath.get(route.path) ?? express.Router({ caseSensitive: true });
    for (const router of [all, own]) router[route.method](route.path, handlers);
    if (!route.path.includes(':')) byPath.set(route.path, own);
  }
  return (request, response, next) => {
    // A router would answer OPTIONS by itself; it is refused as every other method that a path does not have.
    if (request.method === 'OPTIONS') next();
    else (byPath.get(request.path) ?? all)(request, response, next);
  };
}

const requestId: RequestHandler = (_request, response, next) => {
  response.locals.requestId = randomUUID();
  response.setHeader('X-Request-Id', response.locals.requestId);
  next();
};

/** One line a request, without its query, body or headers: nothing in it can be a secret, so nothing is looked for. */
function logRequests(logger: Logger): RequestHandler {
  const lines = logger.child({}, { redact: [] });
  return (request, response, next) => {
    const { method, path } = request;
    const start = performance.now();
    response.on('finish', () => {
      const ms = Math.round(performance.now() - start);
      lines.info({ requestId: response.locals.requestId, method, path, status: response.statusCode, ms }, 'request');
    });
    next();
  };
}

/** Of each connection: the address is the same for all of its requests. */
const clients = new WeakMap<Socket, string>();

/** Who is counted: an IPv4 address, or a network of IPv6. */
function clientOf({ socket, ip = '' }: Request): string {
  const client = clients.get(socket) ?? ipKeyGenerator(ip);
  clients.set(socket, client);
  return client;
}

function limitRate(
  identifier: string,
  limit: number,
  skip: (request: Request) => boolean = () => false,
): RequestHandler {
  return rateLimit({
    skip,
    keyGenerator: clientOf,
    windowMs: 60_000,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    identifier,
    handler: () => {
      throw new AppError('RATE_LIMITED', 'Too many requests from this address. Retry-After says when to go on.');
    },
  });
}

/** Bodies are UTF-8 JSON, uncompressed, and kept as bytes too: the Idempotency-Key is bound to these. */
function readBody(route: Route): readonly RequestHandler[] {
  if (route.method === 'get') return [];
  const isJson: RequestHandler = (request, _response, next) => {
    const hasBody =
      request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
    if (hasBody && !request.is('application/json')) {
      throw new AppError('CONTENT_TYPE_UNSUPPORTED', 'Send the body as application/json.');
    }
    next();
  };
  const parser = express.json({
    limit: route.bodyLimit,
    inflate: false,
    strict: true,
    verify: (_request, response, raw) => {
      if ('locals' in response && typeof response.locals === 'object' && response.locals !== null) {
        Object.assign(response.locals, { rawBody: raw });
      }
    },
  });
  return [isJson, parser];
}

function refuseOtherMethods(app: Express, routes: readonly Route[]): void {
  for (const path of new Set(routes.map((route) => route.path))) {
    const allowed = routes.filter((route) => route.path === path).map((route) => route.method.toUpperCase());
    app.all(path, (request, response) => {
      response.setHeader('Allow', allowed.join(', '));
      throw new AppError('METHOD_NOT_ALLOWED', `${request.method} is not possible here, only ${allowed.join(', ')}.`);
    });
  }
}
