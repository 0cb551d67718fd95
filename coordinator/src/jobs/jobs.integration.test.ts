import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { transaction } from '../db/transaction.ts';
import { createLogger } from '../observability/logger.ts';
import { openTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { createJobs, type JobKind, type Jobs } from './jobs.ts';

let database: TestDatabase;
const replicas: Jobs[] = [];
const done: string[] = [];
let failures = 1;

const Data = z.object({ name: z.string() });
const plain: JobKind<typeof Data> = { name: 'test.plain', data: Data, run: async ({ name }) => void done.push(name) };
const flaky: JobKind<typeof Data> = {
  name: 'test.flaky',
  data: Data,
  run: async ({ name }) => {
    if (failures-- > 0) throw new Error('not yet');
    done.push(name);
  },
};
const running = { now: 0, most: 0, times: 0 };
const ticking: JobKind = {
  name: 'test.ticking',
  data: z.object({}),
  everySeconds: 1,
  run: async () => {
    running.now += 1;
    running.times += 1;
    running.most = Math.max(running.most, running.now);
    await setTimeout(300);
    running.now -= 1;
  },
};

beforeAll(async () => {
  database = await openTestDatabase();
  for (const jobs of [1, 2].map(() => createJobs(database.url, createLogger('silent')))) {
    jobs.register(plain);
    jobs.register(flaky);
    jobs.register(ticking);
    replicas.push(jobs);
  }
  await Promise.all(replicas.map((jobs) => jobs.start()));
}, 60_000);
afterAll(async () => {
  await Promise.all(replicas.map((jobs) => jobs.stop()));
  await database.close();
});

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 150 && !condition(); i++) await setTimeout(100);
  expect(condition()).toBe(true);
}

test('a job of a committed transaction runs, of a failed one never', async () => {
  const [jobs] = replicas;
  await transaction(database.db, async (tx) => void (await jobs?.enqueue(plain, { name: 'kept' }, { tx })));
  const failed = transaction(database.db, async (tx) => {
    await jobs?.enqueue(plain, { name: 'dropped' }, { tx });
    throw new Error('rolled back');
  });
  await expect(failed).rejects.toThrow('rolled back');
  await until(() => done.includes('kept'));
  expect(done).not.toContain('dropped');
});

test('a job that fails is tried again', async () => {
  await replicas[0]?.enqueue(flaky, { name: 'second time' });
  await until(() => done.includes('second time'));
}, 30_000);

test('of jobs with one key, one waits', async () => {
  const options = { key: 'k', startAfterSeconds: 60 };
  expect(await replicas[0]?.enqueue(plain, { name: 'a' }, options)).toBe(true);
  expect(await replicas[1]?.enqueue(plain, { name: 'b' }, options)).toBe(false);
});

test('a schedule runs again and again, never twice at the same time over all replicas', async () => {
  await until(() => running.times >= 3);
  expect(running.most).toBe(1);
}, 20_000);

test('data of another form is refused before it is stored', async () => {
  await expect(replicas[0]?.enqueue(plain, JSON.parse('{"name":1}'))).rejects.toThrow(z.ZodError);
});
