import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeUpInvitation } from './testing/test-coordinator.ts';
import { createEmptyDatabase } from './testing/test-database.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  database = await createEmptyDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'vieraugen-main-'));
}, 60_000);
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
});

function environment(extra: Record<string, string> = {}) {
  const set = { DATABASE_URL: database.url, DATA_DIR: dataDir, PORT: '0', LOOPBACK_PORT: '0', LOG_LEVEL: 'warn' };
  return { ...process.env, VIERAUGEN_MODE: 'test', ...set, ...extra };
}

function run(args: readonly string[], extra?: Record<string, string>) {
  const result = spawnSync(process.execPath, [MAIN, ...args], { env: environment(extra), encoding: 'utf8' });
  return { code: result.status, out: result.stdout, err: result.stderr };
}

async function start(
  extra?: Record<string, string>,
): Promise<{ child: ChildProcess; loopback: string; welcome: string }> {
  const child = spawn(process.execPath, [MAIN], { env: environment(extra), stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  let welcome = '';
  while (!welcome.includes('A restart prints')) welcome += String((await once(child.stdout, 'data'))[0]);
  return { child, welcome, loopback: /http:\/\/localhost:[0-9]+/.exec(welcome)?.[0] ?? '' };
}

/** One a link: each is printed for the address on loopback too. */
function tokensIn(welcome: string): readonly string[] {
  return [...welcome.matchAll(/^ {2}https:\S+\/enrol#(\S+)$/gm)].map(([, token = '']) => token);
}

test('migrates, and finds nothing to do the second time', () => {
  expect(run(['migrate']).out).toContain('0001-audit.sql');
  expect(run(['migrate']).out).toContain('Nothing to do');
}, 120_000);

test('audit verify says whether the log is whole, also by its exit code', async () => {
  run(['migrate']);
  expect(run(['audit', 'verify'])).toMatchObject({ code: 0, out: expect.stringContaining('whole: 0 entries') });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`UPDATE audit_head SET sequence = 3`);
  await client.end();
  const broken = run(['audit', 'verify']);
  expect(broken).toMatchObject({ code: 1, err: expect.stringContaining('NOT whole, at entry 1: JOURNAL_TRUNCATED') });
}, 120_000);

test('an unknown command gets the usage, a wrong setting a sentence', () => {
  expect(run(['fly'])).toMatchObject({ code: 2, err: expect.stringContaining('Usage:') });
  const refused = run([], { VIERAUGEN_MODE: 'production' });
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('Not fit for production') });
}, 120_000);

test('prints how to reach it, and stops in order on SIGTERM', async () => {
  const { child, welcome, loopback } = await start();
  expect(welcome).toMatch(/certutil -d sql:.* -i .*authority\.pem/);
  expect((await fetch(`${loopback}/readyz`)).status).toBe(200);
  child.kill('SIGTERM');
  expect((await once(child, 'exit'))[0]).toBe(0);
}, 120_000);

test('starts again after kill -9, on the same keys', async () => {
  const first = await start();
  await fetch(`${first.loopback}/readyz`);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const second = await start();
  expect(await (await fetch(`${second.loopback}/readyz`)).json()).toMatchObject({ status: 'ready' });
}, 120_000);

test('two replicas start at once over one empty database', async () => {
  const both = await Promise.all([start(), start()]);
  for (const { loopback } of both) expect((await fetch(`${loopback}/readyz`)).status).toBe(200);
}, 120_000);

test('prints two founding links; of those of two replicas, taken up at once, two serve, and the next start prints none', async () => {
  const both = await Promise.all([start(), start()]);
  const links = both.flatMap(({ welcome }) => tokensIn(welcome));
  expect(links).toHaveLength(4);
  const { loopback } = both[0];
  const founded = await Promise.allSettled(links.map((link, i) => takeUpInvitation(loopback, link, `Founder ${i}`)));
  expect(founded.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
  const late = await fetch(`${loopback}/v1/enrolment/options`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: links[0], name: 'Late' }),
  });
  expect(await late.json()).toMatchObject({ code: 'INVITATION_INVALID' });
  const third = spawn(process.execPath, [MAIN], { env: environment(), stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(third);
  expect(String((await once(third.stdout, 'data'))[0])).not.toContain('/enrol#');
}, 120_000);

test('with one founder it says whose link is missing, and prints one for them alone', async () => {
  const first = await start();
  await takeUpInvitation(first.loopback, tokensIn(first.welcome)[0] ?? '', 'Only Founder');
  const again = await start();
  expect(tokensIn(again.welcome)).toHaveLength(1);
  expect(again.welcome).toContain('The second founder is missing');
}, 120_000);

test('invite-administrator prints a link, which is audited and needs a name', async () => {
  run(['migrate']);
  expect(run(['invite-administrator', 'Nora Neu'])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/https:\/\/localhost:0\/enrol#[\w-]{43}\n/),
  });
  expect(run(['invite-administrator', 'Nora\u202eNeu'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('name'),
  });
  expect(run(['invite-administrator'])).toMatchObject({ code: 2 });
  expect(run(['audit', 'verify']).out).toContain('whole: 1 entries');
}, 120_000);

test('a port that is taken is said, and nothing stays open', async () => {
  const taken: Server = createServer();
  await new Promise<void>((resolve) => taken.listen(0, 'localhost', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const refused = run([], { PORT: String(port) });
  taken.close();
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('EADDRINUSE') });
}, 120_000);

test('dev-kms serves until it is told to stop', async () => {
  const child = spawn(process.execPath, [MAIN, 'dev-kms'], {
    env: environment({ DEV_KMS_PORT: '0' }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const printed = String((await once(child.stdout, 'data'))[0]);
  expect(printed).toMatch(/^KMS_ENDPOINT=http:\/\/127\.0\.0\.1:[0-9]+/);
  child.kill('SIGTERM');
  expect((await once(child, 'exit'))[0]).toBe(0);
}, 120_000);
