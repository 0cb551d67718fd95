import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Database, Tx } from '../db/schema.ts';
import { transaction } from '../db/transaction.ts';
import { AppError } from './app-error.ts';

/** Structured field String (RFC 8941, section 3.3.3): in quotes, or the same without them, as most clients send it. */
const KEY = /^(?:"([\x21\x23-\x5b\x5d-\x7e]{1,128})"|([\x21\x23-\x5b\x5d-\x7e]{1,128}))$/;

/** A reply as JSON text, and what of it is kept for a repeated request. */
export type Answer = { readonly status: number; readonly reply: string; readonly recorded: string };

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
  return createHash('sha256').update(`${method} ${url}\n`).update(body).digest();
}

/**
 * Runs `effect` once for a principal and key, and records its reply in the same transaction. A repeated request gets the
 * recorded reply; a request that was refused left nothing behind and runs again.
 */
export async function runOnce(
  db: Database,
  request: { readonly principal: string; readonly key: string; readonly fingerprint: Uint8Array },
  effect: (tx: Tx) => Promise<Answer>,
): Promise<{ readonly status: number; readonly reply: string; readonly replayed: boolean }> {
  return transaction(db, async (tx) => {
    await lockKey(tx, `${request.principal} ${request.key}`);
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

async function lockKey(tx: Tx, name: string): Promise<void> {
  const id = createHash('sha256').update(`idempotency ${name}`).digest().readBigInt64BE();
  const result = await sql<{
    locked: boolean;
  }>`SELECT pg_try_advisory_xact_lock(${String(id)}::bigint) AS locked`.execute(tx);
  if (result.rows[0]?.locked !== true) {
    throw new AppError(
      'IDEMPOTENCY_IN_PROGRESS',
      'The first request with this Idempotency-Key is still running. Try again.',
    );
  }
}

async function findRecorded(
  tx: Tx,
  request: { readonly principal: string; readonly key: string; readonly fingerprint: Uint8Array },
): Promise<{ status: number; reply: string } | undefined> {
  const found = await tx
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
