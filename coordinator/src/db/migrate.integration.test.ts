import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEmptyDatabase } from '../testing/test-database.ts';
import { migrate, pendingMigrations } from './migrate.ts';

let database: Awaited<ReturnType<typeof createEmptyDatabase>>;

beforeEach(async () => {
  database = await createEmptyDatabase();
}, 60_000);
afterEach(() => database.close());

async function query(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

test('of replicas that start at once one migrates, the others wait', async () => {
  const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url)));
  const counts = applied.map((names) => names.length).sort((a, b) => b - a);
  expect(counts[0]).toBeGreaterThan(3);
  expect(counts.slice(1)).toEqual([0, 0, 0]);
});

test('a file that was changed after it was applied is refused', async () => {
  await migrate(database.url);
  await query(`UPDATE schema_migrations SET sha256 = 'x' WHERE number = 1`);
  await expect(migrate(database.url)).rejects.toThrow('0001-audit.sql was changed after it was applied');
});

test('a database that is newer than the program is refused', async () => {
  await migrate(database.url);
  await query(`INSERT INTO schema_migrations VALUES (9999, '9999-future.sql', 'x')`);
  await expect(migrate(database.url)).rejects.toThrow('newer than this program');
});

describe('what is pending', () => {
  const file = (number: number) => ({ number, name: `${number}.sql`, sha256: `${number}`, sql: '' });

  test('is what comes after the last that was applied', () => {
    expect(pendingMigrations([file(1), file(2), file(3)], [file(1)])).toEqual([file(2), file(3)]);
  });

  test('is never a file from before', () => {
    expect(() => pendingMigrations([file(1), file(2)], [file(2)])).toThrow('1.sql is older than what is applied');
  });
});
