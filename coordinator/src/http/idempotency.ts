import { hash } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Database, Tx } from '../db/schema.ts';
import { transaction } from '../db/transaction.ts';
import { AppError } from './app-error.ts';

/** Structured field String (RFC 8941, section 3.3.3): in quotes, or the same without them, as most clients send it. */
const KEY = /^(?:"([\x21\x23-\x5b\x5d-\x7e]{1,128})"|([\x21\x23-\x5b\x5d-\x7e]{1,128}))$/;

/** A reply as JSON text, and what of it is kept for a repeated request. */
export type Answer = { readonly status: number; readonly reply: string; readonly recorded: string };

/** Whose request it is, its key, and what makes it the same when it is repeated. */
export type KeyedRequest = { readonly principal: string; readonly key: string; readonly fingerprint: Uint8Array };

/** What a caller gets: `replayed` when it was recorded for an earlier request. */
export type Outcome = { readonly status: number; readonly reply: string; readonly replayed: boolean };

const Row = z.object({ fingerprint: z.instanceof(Uint8Array), status: z.number(), reply: z.string() });

export function parseIdempotencyKey(header: string | undefined): string {
  if (header === undefined) {
    throw new AppError(
      'IDEMPOTENCY_KEY_MISSING',
      'Send an Idempotency-Key, new for each new request, same on a retry.',
    );
  }
  const match = KEY.exec(header);
  const key = match?.[1] ?? match?.[2];
  if (key === undefined) {
    throw new AppError('IDEMPOTENCY_KEY_INVALID', 'An Idempotency-Key has 1 to 128 visible ASCII characters.');
  }
  return key;
}

/** What makes two requests the same: the method, the address and the exact bytes of the body. */
export function requestFingerprint(method: string, url: string, body: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([Buffer.from(`${method} ${url}\n`), body]), 'buffer');
}

/**
 * Runs `effect` once for a principal and key, and records its reply in the same transaction. A repeated request gets the
 * recorded reply; a request that was refused left nothing behind and runs again.
 */
export async function runOnce(
  db: Database,
  request: KeyedRequest,
  effect: (tx: Tx) => Promise<Answer>,
): Promise<Outcome> {
  return transaction(db, async (tx) => {
    await lockKey(tx, request);
    const known = await findRecorded(tx, request);
    if (known) return { ...known, replayed: true };
    const { status, reply, recorded } = await effect(tx);
    await tx
      .insertInto('idempotency_keys')
      .values({ ...request, status, reply: recorded })
      .execute();
    return { status, reply, replayed: false };
  });
}

/** How PostgreSQL knows that a request with this key is running: an advisory lock, held until its transaction ends. */
export function keyLock({ principal, key }: KeyedRequest): string {
  return String(hash('sha256', `idempotency ${principal} ${key}`, 'buffer').readBigInt64BE());
}

export function inProgress(): AppError {
  const message = 'The first request with this Idempotency-Key is still running. Try again.';
  return new AppError('IDEMPOTENCY_IN_PROGRESS', message);
}

async function lockKey(tx: Tx, request: KeyedRequest): Promise<void> {
  const { rows } = await sql<{
    locked: boolean;
  }>`SELECT pg_try_advisory_xact_lock(${keyLock(request)}::bigint) AS locked`.execute(tx);
  if (rows[0]?.locked !== true) throw inProgress();
}

/** The reply to an earlier request with this key; IDEMPOTENCY_KEY_REUSED if that was another request. */
export async function findRecorded(
  db: Database,
  request: KeyedRequest,
): Promise<{ status: number; reply: string } | undefined> {
  const found = await db
    .selectFrom('idempotency_keys')
    .select(['fingerprint', 'status', 'reply'])
    .where('principal', '=', request.principal)
    .where('key', '=', request.key)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const row = Row.parse(found);
  if (!Buffer.from(row.fingerprint).equals(request.fingerprint)) {
    throw new AppError('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used for another request. Take a new one.');
  }
  return { status: row.status, reply: row.reply };
}
