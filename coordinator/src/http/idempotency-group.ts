import { sql } from 'kysely';
import { z } from 'zod';
import { groupCommit } from '../db/group-commit.ts';
import { jsonRecord } from '../db/insert-rows.ts';
import type { Database } from '../db/schema.ts';
import { retried } from '../db/transaction.ts';
import { isDatabaseUnavailable } from '../db/unavailable.ts';
import { AppError } from './app-error.ts';
import { type Answer, findRecorded, inProgress, type KeyedRequest, keyLock, type Outcome } from './idempotency.ts';

/** What a request will be answered with, and what must be committed before. */
type Accepted<Row> = Answer & { readonly row: Row };
type Item<Row> = { readonly request: KeyedRequest; readonly lock: string; readonly accepted: Accepted<Row> };

/** How requests are accepted by a function in the database: one statement, which is a transaction by itself. */
export type Acceptance<Row> = {
  /**
   * Name of the function. Of a JSON array of requests, each with its `key`, it claims the keys (`claim_idempotency_keys`),
   * writes those that were free, and answers their places, counted from 1. `accept_withdrawals` is one.
   */
  readonly by: string;
  /** What that function finds in a request beside its `key`. */
  recordOf(row: Row): Readonly<Record<string, unknown>>;
};

/** As many as wait when PostgreSQL takes some seconds for a commit; more would wait longer than callers do. */
const MOST_WAITING = 5_000;

/**
 * {@link runOnce} for requests that are committed together: the same promises to each caller, with one transaction for
 * many. What was prepared and its Idempotency-Key are written together or not at all, and nobody is answered before.
 * `most` is the most requests in one transaction; 1 gives each its own, beside the others.
 */
export function runGrouped<Row>(db: Database, most: number, acceptance: Acceptance<Row>) {
  const running = new Set<string>();
  let preparing = 0;
  const write = (items: readonly Item<Row>[]) => writeTogether(db, acceptance, items);
  const commit =
    most === 1
      ? async (item: Item<Row>) => (await write([item]))[0] === true
      : groupCommit({
          ...{ write, most, waiting: MOST_WAITING, overflow, isForAll: isDatabaseUnavailable },
          expected: () => preparing,
        });

  return async (request: KeyedRequest, prepare: () => Promise<Accepted<Row>>): Promise<Outcome> => {
    const lock = keyLock(request);
    if (running.has(lock)) throw inProgress();
    running.add(lock);
    const prepareCounted = async (): Promise<Accepted<Row>> => {
      preparing += 1;
      try {
        return await prepare();
      } finally {
        preparing -= 1;
      }
    };
    try {
      return await acceptOnce(db, request, prepareCounted, (accepted) => commit({ request, lock, accepted }));
    } finally {
      running.delete(lock);
    }
  };
}

async function acceptOnce<Row>(
  db: Database,
  request: KeyedRequest,
  prepare: () => Promise<Accepted<Row>>,
  commit: (accepted: Accepted<Row>) => Promise<boolean>,
): Promise<Outcome> {
  const accepted = await prepare().catch(async (refusal: unknown) => {
    // What was accepted stays accepted, even if it would be refused now.
    const recorded = await findRecorded(db, request);
    if (recorded === undefined) throw refusal;
    return recorded;
  });
  if (!('row' in accepted)) return { ...accepted, replayed: true };
  if (await commit(accepted)) {
    return { status: accepted.status, reply: accepted.reply, replayed: false };
  }
  const recorded = await findRecorded(db, request);
  if (recorded === undefined) throw inProgress();
  return { ...recorded, replayed: true };
}

/** True for each that was written; false where the key was used before, or is in use in another process. */
async function writeTogether<Row>(
  db: Database,
  { by, recordOf }: Acceptance<Row>,
  items: readonly Item<Row>[],
): Promise<readonly boolean[]> {
  const requests = items.map((item) => ({ key: keyRecord(item), ...recordOf(item.accepted.row) }));
  const statement = sql<{ places: unknown }>`SELECT ${sql.ref(by)}(${JSON.stringify(requests)}::jsonb) AS places`;
  const { rows } = await retried(() => statement.execute(db));
  const places = new Set(Places.parse(rows[0]?.places));
  return items.map((_, index) => places.has(index + 1));
}

const Places = z.array(z.number().int().positive());

function keyRecord<Row>({ request, lock, accepted }: Item<Row>) {
  return jsonRecord({ ...request, lock, status: accepted.status, reply: accepted.recorded });
}

function overflow(): AppError {
  return new AppError('OVERLOADED', 'More is asked for than can be written now. Try again shortly, with the same key.');
}
