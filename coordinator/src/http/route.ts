import { z } from 'zod';
import type { Tx } from '../db/schema.ts';
import type { Role } from '../features/accounts/roles.ts';
import type { Scope } from '../features/api-keys/scopes.ts';
import type { Acceptance } from './idempotency-group.ts';
import type { Principal } from './principal.ts';

/** Who may call a route: everybody, or accounts with one of the roles and API keys with one of the scopes. */
export type Access = 'public' | { readonly roles?: readonly Role[]; readonly scopes?: readonly Scope[] };

/** What a route's `run` is given. All of it has been parsed. */
export type RouteContext<A extends Access, I extends boolean, Params, Query, Body> = {
  readonly principal: A extends 'public' ? undefined : Principal;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The transaction that also records the Idempotency-Key: the effect belongs into it. */
  readonly tx: I extends true ? Tx : undefined;
  readonly requestId: string;
  readonly http: HttpFacts;
};

/** The little of HTTP that sign-in needs. */
export type HttpFacts = {
  /** False on the loopback page without TLS, which exists in development alone. */
  readonly secure: boolean;
  readonly cookies: ReadonlyMap<string, string>;
  setHeader(name: string, value: string): void;
};

type Shape = z.ZodType;

type RouteSpec<
  A extends Access,
  I extends boolean,
  P extends Shape,
  Q extends Shape,
  B extends Shape,
  R extends Shape,
> = {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** `/v1/wallets/:id` */
  readonly path: string;
  /** One line for the API's documentation. */
  readonly summary: string;
  readonly access: A;
  /** Strict objects; a route without one takes nothing there. */
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** What is answered, in wire form (amounts and dates as text): checked before it leaves. */
  readonly reply: R;
  /** HTTP status of the answer; 200 unless told. */
  readonly status?: 200 | 201 | 202;
  /** Largest body in bytes; 65,536 unless told. */
  readonly bodyLimit?: number;
  /** True: an Idempotency-Key is required and `run` gets a transaction. Every POST that makes something says true. */
  readonly idempotent: I;
  /** Members of the reply that are shown once: recorded as null for the Idempotency-Key. */
  readonly secretFields?: readonly string[];
};

type Context<A extends Access, I extends boolean, P extends Shape, Q extends Shape, B extends Shape> = RouteContext<
  A,
  I,
  z.output<P>,
  z.output<Q>,
  z.output<B>
>;

/** What a request is answered with, and what must be written before it is. */
export type Prepared<Reply, Row> = { readonly reply: Reply; readonly row: Row };

/** A route as data: what the server mounts, what the API's description is made from, what tests list. */
export type Route = {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  readonly params: Shape;
  readonly query: Shape;
  readonly body: Shape | undefined;
  readonly reply: Shape;
  readonly status: number;
  readonly bodyLimit: number;
  readonly idempotent: boolean;
  readonly secretFields: readonly string[];
  /** Answers the reply; where there is an `acceptance`, it answers {@link Prepared} and has written nothing. */
  run(context: ErasedContext): Promise<unknown>;
  /** How what several requests prepared is written in one transaction with their Idempotency-Keys. */
  readonly acceptance: Acceptance<never> | undefined;
};

/** A context whose types the server cannot know; it is built by parsing with the route's own schemas. */
export type ErasedContext = Omit<RouteContext<Access, boolean, never, never, never>, 'principal' | 'tx'> & {
  readonly principal: never;
  readonly tx: never;
};

const Nothing = z.strictObject({});
type Nothing = typeof Nothing;
const DEFAULT_BODY_LIMIT = 65_536;

/** A route that runs alone, in a transaction of its own if it is idempotent. */
export function route<
  const A extends Access,
  const I extends boolean,
  R extends Shape,
  P extends Shape = Nothing,
  Q extends Shape = Nothing,
  B extends Shape = Nothing,
>(spec: RouteSpec<A, I, P, Q, B, R> & { run(context: Context<A, I, P, Q, B>): Promise<z.input<R>> }): Route {
  return { ...erase(spec), run: (context) => spec.run(context), acceptance: undefined };
}

/**
 * A POST that is called so often that what several callers ask for is committed together (db/group-commit.ts). `prepare`
 * reads, judges and decides, and writes nothing; `acceptance` says how what was prepared, for one request or for many, is
 * written.
 */
export function groupedRoute<
  const A extends Access,
  R extends Shape,
  Row,
  P extends Shape = Nothing,
  Q extends Shape = Nothing,
  B extends Shape = Nothing,
>(
  spec: Omit<RouteSpec<A, false, P, Q, B, R>, 'idempotent'> & {
    prepare(context: Context<A, false, P, Q, B>): Promise<Prepared<z.input<R>, Row>>;
    readonly acceptance: Acceptance<Row>;
  },
): Route {
  return {
    ...erase({ ...spec, idempotent: true }),
    run: (context) => spec.prepare(context),
    acceptance: spec.acceptance,
  };
}

function erase<A extends Access, I extends boolean, P extends Shape, Q extends Shape, B extends Shape, R extends Shape>(
  spec: RouteSpec<A, I, P, Q, B, R>,
): Omit<Route, 'run' | 'acceptance'> {
  return {
    method: spec.method,
    path: spec.path,
    summary: spec.summary,
    access: spec.access,
    params: spec.params ?? Nothing,
    query: spec.query ?? Nothing,
    body: spec.body,
    reply: spec.reply,
    status: spec.status ?? 200,
    bodyLimit: spec.bodyLimit ?? DEFAULT_BODY_LIMIT,
    idempotent: spec.idempotent,
    secretFields: spec.secretFields ?? [],
  };
}
