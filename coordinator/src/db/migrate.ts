import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';

const FOLDER = join(import.meta.dirname, 'migrations');
/** Any constant: the same in every replica, so that one migrates and the others wait. */
const ADVISORY_LOCK = 7_204_466_311n;

const AppliedRow = z.object({ number: z.number().int(), name: z.string(), sha256: z.string() });
type Migration = { readonly number: number; readonly name: string; readonly sha256: string; readonly sql: string };

/** The schema in the database is not one that this program can bring forward. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/**
 * Brings the schema forward, file by file, each in its own transaction. Returns the names of what was applied. `last`: for
 * tests, which fill a database of before; nothing with a higher number is applied.
 */
export async function migrate(url: string, last = Number.POSITIVE_INFINITY): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'vieraugen-migrate' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await client.query(`CREATE TABLE IF NOT EXISTS schema_migrations (
      number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    const pending = pendingMigrations(await readMigrations(), await readApplied(client));
    const wanted = pending.filter((migration) => migration.number <= last);
    for (const migration of wanted) await apply(client, migration);
    return wanted.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name, index) => {
      if (!/^[0-9]{4}-[a-z0-9-]+\.sql$/.test(name)) throw new MigrationError(`${name}: expected NNNN-name.sql`);
      const number = Number(name.slice(0, 4));
      if (number <= Number(names[index - 1]?.slice(0, 4) ?? 0)) throw new MigrationError(`${name}: number used twice`);
      const sql = await readFile(join(FOLDER, name), 'utf8');
      return { number, name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function readApplied(client: pg.Client): Promise<readonly z.infer<typeof AppliedRow>[]> {
  const result = await client.query('SELECT number, name, sha256 FROM schema_migrations ORDER BY number');
  return z.array(AppliedRow).parse(result.rows);
}

/** What is left to apply, once everything applied is known to be what our files say. Exported for its test. */
export function pendingMigrations(
  files: readonly Migration[],
  applied: readonly z.infer<typeof AppliedRow>[],
): readonly Migration[] {
  for (const row of applied) {
    const file = files.find((candidate) => candidate.number === row.number);
    if (file === undefined) {
      throw new MigrationError(`The database is newer than this program (${row.name}): start the newer program.`);
    }
    if (file.sha256 !== row.sha256) {
      throw new MigrationError(`${row.name} was changed after it was applied: restore it and add a new migration.`);
    }
  }
  const last = applied.at(-1)?.number ?? 0;
  const skipped = files.find((file) => file.number < last && !applied.some((row) => row.number === file.number));
  if (skipped) throw new MigrationError(`${skipped.name} is older than what is applied: give it the next number.`);
  return files.filter((file) => file.number > last);
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query('INSERT INTO schema_migrations (number, name, sha256) VALUES ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.sha256,
    ]);
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK');
    throw new MigrationError(`${migration.name} failed and was rolled back.`, { cause });
  }
}
