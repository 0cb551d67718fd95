import type { Database, Tx } from './schema.ts';

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
const ATTEMPTS = 5;

const beforeCommit = new WeakMap<Tx, (() => Promise<void>)[]>();

/**
 * Runs `work` in one transaction: all of it happens or nothing. READ COMMITTED, so a move takes the lock it needs
 * (`UPDATE ... WHERE state = expected RETURNING`, `FOR UPDATE`, an advisory lock). PostgreSQL may ask for another attempt
 * after a deadlock, so `work` must have no effect outside of `tx`.
 */
export function transaction<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return retried(() =>
    db.transaction().execute(async (tx) => {
      const result = await work(tx);
      for (const step of beforeCommit.get(tx) ?? []) await step();
      return result;
    }),
  );
}

/** Tries again what PostgreSQL rolled back to let another go first: a transaction, or a statement that is one by itself. */
export async function retried<T>(attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count++) {
    try {
      return await attempt();
    } catch (error) {
      if (count === ATTEMPTS || !isRetryable(error)) throw error;
    }
  }
}

/**
 * Adds a last step to a transaction. The audit log uses it: its head is the one row that all writers share, so it is
 * locked last and only for a moment, and no two transactions can wait for each other there.
 */
export function runBeforeCommit(tx: Tx, step: () => Promise<void>): void {
  const steps = beforeCommit.get(tx) ?? [];
  beforeCommit.set(tx, [...steps, step]);
}

function isRetryable(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === SERIALIZATION_FAILURE || code === DEADLOCK_DETECTED;
}
