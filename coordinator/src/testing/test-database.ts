import { randomBytes } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openEmbeddedPostgres } from '../db/embedded-postgres.ts';
import { migrate } from '../db/migrate.ts';
import { openDatabase } from '../db/open-database.ts';
import type { Database } from '../db/schema.ts';

export type TestDatabase = { readonly db: Database; readonly url: string; close(): Promise<void> };

/** The folder of the PostgreSQL that all tests on this machine share; the last test file to end stops it. */
const FOLDER = join(tmpdir(), `vieraugen-test-postgres-${userInfo().uid}`);

/** Another one, which is as careful as in production: for what is measured. */
const DURABLE_FOLDER = join(tmpdir(), `vieraugen-bench-postgres-${userInfo().uid}`);

/** A fresh database on a real PostgreSQL, migrated. One for each test file; `close` drops it. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const { url, close: drop } = await createEmptyDatabase();
  await migrate(url);
  const db = openDatabase(url, () => undefined);
  const close = async (): Promise<void> => {
    await db.destroy();
    await drop();
  };
  return { db, url, close };
}

/** A fresh database without tables. Nobody waits for a disk, unless it is `durable`: then all is as in production. */
export async function createEmptyDatabase(
  options: { readonly durable?: boolean } = {},
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const postgres =
    options.durable === true
      ? await openEmbeddedPostgres(DURABLE_FOLDER)
      : await openEmbeddedPostgres(FOLDER, ['-c', 'fsync=off', '-c', 'max_connections=200']);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await query(postgres.url, `CREATE DATABASE ${name}`);
  const url = postgres.url.replace(/\/[^/]*$/, `/${name}`);
  const close = async (): Promise<void> => {
    await query(postgres.url, `DROP DATABASE ${name} WITH (FORCE)`);
    await postgres.release();
  };
  return { url, close };
}

async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
