import { CompiledQuery } from 'kysely';
import { PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { Tx } from '../db/schema.ts';
import type { Logger } from '../observability/logger.ts';

/** A kind of job: its name, what its data looks like, what it does, and when. */
export type JobKind<S extends z.ZodType = z.ZodType> = {
  /** `withdrawals.broadcast` */
  readonly name: string;
  readonly data: S;
  /** Must bear being run again after a crash at any instant. A thrown error means: retry later. */
  run(data: z.output<S>): Promise<void>;
  /** Seconds between two runs without data, over all replicas together. */
  readonly everySeconds?: number;
  /** Retries after a failure, with exponential backoff; 10 unless told. */
  readonly retryLimit?: number;
  /** Jobs that one replica runs at the same time; 1 unless told. */
  readonly concurrency?: number;
};

export type Jobs = {
  /** Once for each kind, before `start`. */
  register<S extends z.ZodType>(kind: JobKind<S>): void;
  start(): Promise<void>;
  /** Lets running jobs end, takes no new ones. */
  stop(): Promise<void>;
  /**
   * Adds a job; with `tx` it exists if and only if the transaction commits. Of jobs with one key, one at most is waiting
   * and one at most is running: false if there is one that waits already.
   */
  enqueue<S extends z.ZodType>(
    kind: JobKind<S>,
    data: z.input<S>,
    options?: { readonly tx?: Tx; readonly key?: string; readonly startAfterSeconds?: number },
  ): Promise<boolean>;
};

const RETRY_LIMIT = 10;
const RETRY_DELAY_SECONDS = 1;
const RETRY_DELAY_MAX_SECONDS = 60;
/** A job whose replica died is taken up by another after this time. */
const EXPIRE_SECONDS = 60;
const POLL_SECONDS = 0.5;
const POOL_SIZE = 4;

const Data = z.record(z.string(), z.unknown());

/** Jobs and schedules in PostgreSQL (pg-boss, in the schema `pgboss`): they survive any crash and are shared by replicas. */
export function createJobs(databaseUrl: string, logger: Logger): Jobs {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: POOL_SIZE,
    schedule: false,
    application_name: 'vieraugen-jobs',
  });
  boss.on('error', (error) => logger.warn({ err: error }, 'jobs: the database is away or refused'));
  const kinds: JobKind[] = [];
  const timers: NodeJS.Timeout[] = [];

  const enqueue: Jobs['enqueue'] = async (kind, data, options = {}) => {
    const { tx, key, startAfterSeconds } = options;
    const id = await boss.send(kind.name, Data.parse(kind.data.parse(data)), {
      ...(key === undefined ? {} : { singletonKey: key }),
      ...(startAfterSeconds === undefined ? {} : { startAfter: startAfterSeconds }),
      ...(tx === undefined ? {} : { db: inTransaction(tx) }),
    });
    return id !== null;
  };

  return {
    register: (kind) => void kinds.push(kind),
    start: async () => {
      await boss.start();
      for (const kind of kinds) timers.push(...(await startKind(boss, kind, enqueue, logger)));
    },
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      await boss.stop({ graceful: true, timeout: 10_000 });
    },
    enqueue,
  };
}

async function startKind(
  boss: PgBoss,
  kind: JobKind,
  enqueue: Jobs['enqueue'],
  logger: Logger,
): Promise<readonly NodeJS.Timeout[]> {
  await boss.createQueue(kind.name, {
    // "stately": of jobs with the same key, one at most in each state.
    policy: 'stately',
    retryLimit: kind.retryLimit ?? RETRY_LIMIT,
    retryBackoff: true,
    retryDelay: RETRY_DELAY_SECONDS,
    retryDelayMax: RETRY_DELAY_MAX_SECONDS,
    expireInSeconds: EXPIRE_SECONDS,
  });
  const options = { pollingIntervalSeconds: POLL_SECONDS, localConcurrency: kind.concurrency ?? 1 };
  await boss.work(kind.name, options, async (jobs) => {
    for (const job of jobs) await runJob(kind, job, logger);
  });
  if (kind.everySeconds === undefined) return [];
  const tick = (): void => {
    enqueue(kind, {}, { key: 'schedule' }).catch((error: unknown) => logger.warn({ err: error }, 'jobs: tick failed'));
  };
  tick();
  return [setInterval(tick, kind.everySeconds * 1000)];
}

async function runJob(kind: JobKind, job: { id: string; data: unknown }, logger: Logger): Promise<void> {
  try {
    await kind.run(kind.data.parse(job.data ?? {}));
  } catch (error) {
    logger.warn({ err: error, job: kind.name, jobId: job.id }, 'job failed; it will be tried again');
    throw error;
  }
}

function inTransaction(tx: Tx) {
  return {
    executeSql: async (text: string, values: unknown[] = []) => {
      const result = await tx.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text, values));
      return { rows: result.rows };
    },
  };
}
