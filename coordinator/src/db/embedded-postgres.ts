import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { withFileLock } from '../file-lock.ts';
import { freePort, isPortFree } from './free-port.ts';
import { type PostgresPrograms, preparePrograms } from './postgres-programs.ts';

/** A real PostgreSQL for development and tests, its data in a folder, over restarts. */
export type EmbeddedPostgres = {
  readonly url: string;
  /** Ends our use; the last process to leave stops the server. */
  release(): Promise<void>;
};

/** How other processes, and we after a crash, find the server that runs on the folder. */
const Connection = z.object({ port: z.number().int(), password: z.string() });
type Connection = z.infer<typeof Connection>;

type Server = { readonly folder: string; readonly programs: PostgresPrograms; readonly flags: readonly string[] };

const START_ATTEMPTS = 10;
const START_PAUSE_MS = 300;
const NAME = 'vieraugen';

/**
 * Starts PostgreSQL on `folder`, or joins the one that runs there already: another replica's, or the one that a killed
 * process left behind.
 */
export async function openEmbeddedPostgres(folder: string, flags: readonly string[] = []): Promise<EmbeddedPostgres> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const lock = join(folder, 'lock');
  return withFileLock(lock, async () => {
    const server: Server = { folder, flags, programs: await preparePrograms(folder) };
    const kept = await readConnection(server);
    const joined = kept && (await connect(kept, NAME));
    const connection = joined ? kept : await restart(server, kept ?? (await initialise(server)));
    const presence = joined ?? (await connect(connection, NAME));
    if (!presence) throw new Error(`PostgreSQL runs, but does not let us in: see ${dataOf(server)}/server.log`);
    return { url: urlOf(connection, NAME), release: () => withFileLock(lock, () => leave(server, presence)) };
  });
}

function urlOf({ port, password }: Connection, database: string): string {
  return `postgres://${NAME}:${password}@127.0.0.1:${port}/${database}`;
}

function dataOf(server: Server): string {
  return join(server.folder, 'data');
}

/** Held for as long as we use the server: it tells the others that we are there. */
async function connect(connection: Connection, database: string): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    connectionString: urlOf(connection, database),
    application_name: 'vieraugen-presence',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch {
    return undefined;
  }
}

async function restart(server: Server, kept: Connection): Promise<Connection> {
  const connection = { ...kept, port: (await isPortFree(kept.port)) ? kept.port : await freePort() };
  await saveConnection(server, connection);
  await start(server, connection.port);
  return connection;
}

async function start(server: Server, port: number): Promise<void> {
  const options = ['-p', port, '-c', 'listen_addresses=127.0.0.1', '-k', '""', ...server.flags].join(' ');
  const log = join(dataOf(server), 'server.log');
  for (let attempt = 1; ; attempt++) {
    try {
      await server.programs.run('pg_ctl', ['start', '-w', '-D', dataOf(server), '-l', log, '-o', options]);
      return;
    } catch (error) {
      // After a crash the old server's children need a moment to notice that they are alone.
      if (attempt === START_ATTEMPTS) throw error;
      await setTimeout(START_PAUSE_MS);
    }
  }
}

async function leave(server: Server, presence: pg.Client): Promise<void> {
  const others = await presence
    .query(`SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`)
    .catch(() => undefined);
  await presence.end().catch(() => undefined);
  if (others?.rowCount === 0) await stop(server);
}

function stop(server: Server): Promise<void> {
  return server.programs.run('pg_ctl', ['stop', '-w', '-m', 'fast', '-D', dataOf(server)]);
}

/** Makes an empty cluster with a password of its own. It counts only once `connection.json` is written, after this. */
async function initialise(server: Server): Promise<Connection> {
  const connection = { port: await freePort(), password: randomBytes(24).toString('hex') };
  const passwordFile = join(server.folder, 'initdb-password');
  await rm(dataOf(server), { recursive: true, force: true });
  await mkdir(dataOf(server), { mode: 0o700 });
  await writeFile(passwordFile, connection.password, { mode: 0o600 });
  for (const path of [dataOf(server), passwordFile]) await server.programs.giveTo(path);
  await server.programs.run('initdb', [
    ...['-D', dataOf(server), '-U', NAME, '--pwfile', passwordFile],
    ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--data-checksums'],
  ]);
  await rm(passwordFile);
  await createDatabase(server, connection);
  return connection;
}

async function createDatabase(server: Server, connection: Connection): Promise<void> {
  await start(server, connection.port);
  const client = await connect(connection, 'postgres');
  await client?.query(`CREATE DATABASE ${NAME}`);
  await client?.end();
  await stop(server);
}

async function readConnection(server: Server): Promise<Connection | undefined> {
  const text = await readFile(join(server.folder, 'connection.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Connection.parse(JSON.parse(text));
}

async function saveConnection(server: Server, connection: Connection): Promise<void> {
  const file = join(server.folder, 'connection.json');
  await writeFile(`${file}.new`, JSON.stringify(connection), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
