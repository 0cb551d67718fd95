import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEmbeddedPostgres } from './embedded-postgres.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vieraugen-embedded-'));
  const { chmod } = await import('node:fs/promises');
  // PostgreSQL's own account must be able to look into it.
  await chmod(folder, 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(text).finally(() => client.end());
  return rows;
}

async function isRunning(): Promise<boolean> {
  return readFile(join(folder, 'data', 'postmaster.pid')).then(
    () => true,
    () => false,
  );
}

/** Another process that opens the same folder and stays. */
async function startOther() {
  const module = pathToFileURL(join(import.meta.dirname, 'embedded-postgres.ts')).href;
  const script = `import(${JSON.stringify(module)}).then(async (m) => {
    const postgres = await m.openEmbeddedPostgres(${JSON.stringify(folder)});
    process.on('SIGTERM', async () => { await postgres.release(); process.exit(0); });
    console.log(postgres.url); setInterval(() => {}, 1000);
  });`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return { child, url: String(line).trim() };
}

test('keeps its data over a restart', async () => {
  const first = await openEmbeddedPostgres(folder);
  await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first.release();
  expect(await isRunning()).toBe(false);
  const second = await openEmbeddedPostgres(folder);
  expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  await second.release();
}, 60_000);

test('writes durably', async () => {
  const postgres = await openEmbeddedPostgres(folder);
  expect(await query(postgres.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
  expect(await query(postgres.url, 'SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
  await postgres.release();
}, 60_000);

test('joins the server that a killed process left behind, and stops it in the end', async () => {
  const { child, url } = await startOther();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const postgres = await openEmbeddedPostgres(folder);
  expect(postgres.url).toBe(url);
  expect(await query(postgres.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  await postgres.release();
  expect(await isRunning()).toBe(false);
}, 60_000);

test('is shared by two processes; the first to leave does not take it away', async () => {
  const { child, url } = await startOther();
  const postgres = await openEmbeddedPostgres(folder);
  expect(postgres.url).toBe(url);
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(await query(postgres.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  await postgres.release();
  expect(await isRunning()).toBe(false);
}, 60_000);

test('starts again after the whole machine went down', async () => {
  const { child } = await startOther();
  const postmaster = Number((await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  child.kill('SIGKILL');
  process.kill(postmaster, 'SIGKILL');
  await once(child, 'exit');
  const postgres = await openEmbeddedPostgres(folder);
  expect(await query(postgres.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  await postgres.release();
}, 60_000);
