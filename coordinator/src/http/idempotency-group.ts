import { sql } from 'kysely';
import { groupCommit } from '../db/group-commit.ts';
import type { Database, Tx } from '../db/schema.ts';
import { transaction } from '../db/transaction.ts';
import { isDatabaseUnavailable } from '../db/unavailable.ts';
import { AppError } from './app-error.ts';
import { type Answer, findRecorded, inProgress, type KeyedRequest, keyLock, type Outcome } from './idempotency.ts';

/** What a request will be answered with, and what must be committed before. */
type Accepted<Row> = Answer & { readonly row: Row };
type Item<Row> = { readonly request: KeyedRequest; readonly accepted: Accepted<Row> };

export type GroupWriter<Row> = {
  /** The most requests in one transaction; 1 gives each its own, beside the others. */
  readonly most: number;
  write(tx: Tx, rows: readonly Row[]): Promise<void>;
};

/** As many as wait when PostgreSQL takes some seconds for a commit; more would wait longer than callers do. */
const MOST_WAITING = 5_000;

/**
 * {@link runOnce} for requests that are committed together: the same promises to each caller, with one transaction for
 * many. What was prepared and its Idempotency-Key are written together or not at all, and nobody is answered before.
 */
export function runGrouped<Row>(db: Database, writer: GroupWriter<Row>) {
  const running = new Set<string>();
  let preparing = 0;
  const write = (items: readonly Item<Row>[]) => writeTogether(db, writer, items);
  const commit =
    writer.most === 1
      ? async (item: Item<Row>) => (await write([item]))[0] === true
      : groupCommit({
          ...{ write, most: writer.most, waiting: MOST_WAITING, overflow, isForAll: isDatabaseUnavailable },
          expected: () => preparing,
        });

  return async (request: KeyedRequest, prepare: () => Promise<Accepted<Row>>): Promise<Outcome> => {
    const name = keyLock(request);
    if (running.has(name)) throw inProgress();
    running.add(name);
    const prepareCounted = async (): Promise<Accepted<Row>> => {
      preparing += 1;
      try {
        return await prepare();
      } finally {
        preparing -= 1;
      }
    };
    try {
      return await acceptOnce(db, request, prepareCounted, commit);
    } finally {
      running.delete(name);
    }
  };
}

async function acceptOnce<Row>(
  db: Database,
  request: KeyedRequest,
  prepare: () => Promise<Accepted<Row>>,
  commit: (item: Item<Row>) => Promise<boolean>,
): Promise<Outcome> {
  const accepted = await prepare().catch(async (refusal: unknown) => {
    // What was accepted stays accepted, even if it would be refused now.
    const recorded = await findRecorded(db, request);
    if (recorded === undefined) throw refusal;
    return recorded;
  });
  if (!('row' in accepted)) return { ...accepted, replayed: true };
  if (await commit({ request, accepted })) {
    return { status: accepted.status, reply: accepted.reply, replayed: false };
  }
  const recorded = await findRecorded(db, request);
  if (recorded === undefined) throw inProgress();
  return { ...recorded, replayed: true };
}

/** True for each that was written; false where the key was used before, or is in use in another process. */
async function writeTogether<Row>(
  db: Database,
  writer: GroupWriter<Row>,
  items: readonly Item<Row>[],
): Promise<readonly boolean[]> {
  return transaction(db, async (tx) => {
    const claimed = await claimKeys(tx, items);
    const rows = items.filter((_, index) => claimed[index]).map(({ accepted }) => accepted.row);
    if (rows.length > 0) await writer.write(tx, rows);
    return claimed;
  });
}

/** The lock keeps others with the same key out until the commit; a row that is there already stays as it is. */
async function claimKeys<Row>(tx: Tx, items: readonly Item<Row>[]): Promise<readonly boolean[]> {
  const of = <T>(value: (item: Item<Row>) => T): T[] => items.map(value);
  const { rows } = await sql<{ lock: string }>`
    WITH wanted AS (
      SELECT * FROM unnest(
        ${of(({ request }) => keyLock(request))}::bigint[], ${of(({ request }) => request.principal)}::text[],
        ${of(({ request }) => request.key)}::text[], ${of(({ request }) => request.fingerprint)}::bytea[],
        ${of(({ accepted }) => accepted.status)}::integer[], ${of(({ accepted }) => accepted.recorded)}::text[]
      ) AS item (lock, principal, key, fingerprint, status, reply)
    ), written AS (
      INSERT INTO idempotency_keys (principal, key, fingerprint, status, reply)
      SELECT principal, key, fingerprint, status, reply FROM wanted WHERE pg_try_advisory_xact_lock(lock)
      ON CONFLICT DO NOTHING RETURNING principal, key
    )
    SELECT lock FROM wanted JOIN written USING (principal, key)`.execute(tx);
  const locks = new Set(rows.map(({ lock }) => lock));
  return items.map(({ request }) => locks.has(keyLock(request)));
}

function overflow(): AppError {
  return new AppError('OVERLOADED', 'More is asked for than can be written now. Try again shortly, with the same key.');
}
