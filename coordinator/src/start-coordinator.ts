import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Config } from './config/config.ts';
import { openEmbeddedPostgres } from './db/embedded-postgres.ts';
import { migrate } from './db/migrate.ts';
import { openDatabase } from './db/open-database.ts';
import type { Database } from './db/schema.ts';
import { isDatabaseUnavailable } from './db/unavailable.ts';
import { enrolmentLink, inviteFounders } from './features/accounts/index.ts';
import { createFeatures } from './features/features.ts';
import { createApp } from './http/create-app.ts';
import { openDevCertificate, type TlsFiles } from './http/dev-certificate.ts';
import { healthPages } from './http/health.ts';
import { type Listener, listenHttps, listenLoopback } from './http/listen.ts';
import { describeApi } from './http/openapi.ts';
import { docsPages, webPages } from './http/pages.ts';
import { createJobs } from './jobs/jobs.ts';
import { startDevKms } from './kms/dev-server/start-dev-kms.ts';
import { createKmsKeys, type KmsKeys } from './kms/kms-keys.ts';
import { ensureDataKey, ensureIdentityKey } from './kms/own-keys.ts';
import { lazy } from './lazy.ts';
import type { Logger } from './observability/logger.ts';
import type { Services } from './services.ts';

export type Coordinator = {
  /** Where the back office and the API are: https. */
  readonly origin: string;
  /** The page without TLS for passkeys in development. */
  readonly loopbackOrigin: string | undefined;
  /** A one-time link for each of the two founders who is not there yet; none once both are. */
  readonly foundingLinks: readonly string[];
  /** The authority to trust in development. */
  readonly authorityFile: string | undefined;
  readonly services: Services;
  /** Lets running requests and jobs end, then closes everything that was opened. */
  close(): Promise<void>;
};

type Closable = () => Promise<void>;

const VERSION = '0.1.0';
const DATABASE_PATIENCE = 60;

/** Configuration -> database -> KMS -> features -> server. What was opened is closed again if a later step fails. */
export async function startCoordinator(config: Config, logger: Logger): Promise<Coordinator> {
  const opened: Closable[] = [];
  const close = async (): Promise<void> => {
    for (const step of opened.splice(0).reverse()) await step();
  };
  try {
    return { ...(await start(config, logger, opened)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(config: Config, logger: Logger, opened: Closable[]): Promise<Omit<Coordinator, 'close'>> {
  const databaseUrl = await openPostgres(config, opened);
  await migrateWhenThere(databaseUrl, logger);
  const db = openDatabase(databaseUrl, (error) => logger.warn({ err: error }, 'a database connection broke'));
  opened.push(() => db.destroy());
  const kms = await openKms(config, opened);
  const pages = await openListeners(config, opened);
  const jobs = createJobs(databaseUrl, logger);
  const services: Services = {
    config,
    logger,
    db,
    kms,
    jobs,
    dataKeyArn: lazy(() => ensureDataKey(db, kms, config.aws.dataKeyArn)),
    identityKey: lazy(() => ensureIdentityKey(db, kms)),
    webauthn: { rpId: config.rpId, origins: [pages.origin, pages.loopbackOrigin].filter((url) => url !== undefined) },
  };
  const features = createFeatures(services);
  const app = createApp({
    db,
    logger,
    isPublic: config.mode === 'production',
    authenticate: features.authenticate,
    routes: features.routes,
    rateLimit: config.rateLimit,
    commitGroup: config.commitGroup,
    pages: [healthPages(readiness(services), logger), docsPages(describeApi(features.routes, VERSION)), webPages],
  });
  for (const kind of features.jobs) jobs.register(kind);
  await jobs.start();
  opened.push(() => jobs.stop());
  opened.push(await features.start());
  for (const listener of pages.listeners) listener.serve(app);
  const foundingLinks = (await inviteFounders(db)).map(({ token }) => enrolmentLink(services.webauthn.origins, token));
  if (foundingLinks.length > 0) {
    logger.warn({ missing: foundingLinks.length }, 'two administrators found this installation: give each their link');
  }
  return {
    origin: pages.origin,
    loopbackOrigin: pages.loopbackOrigin,
    authorityFile: pages.authorityFile,
    foundingLinks,
    services,
  };
}

async function openPostgres(config: Config, opened: Closable[]): Promise<string> {
  if (config.databaseUrl !== undefined) return config.databaseUrl;
  const postgres = await openEmbeddedPostgres(join(config.dataDir, 'postgres'));
  opened.push(() => postgres.release());
  return postgres.url;
}

/** The URL of the database and how to leave it, for the commands that need nothing else. */
export async function withDatabaseUrl<T>(config: Config, work: (url: string) => Promise<T>): Promise<T> {
  const opened: Closable[] = [];
  try {
    return await work(await openPostgres(config, opened));
  } finally {
    for (const step of opened) await step();
  }
}

/** A database that is still starting is waited for; anything else is an error. */
async function migrateWhenThere(url: string, logger: Logger): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const applied = await migrate(url);
      if (applied.length > 0) logger.info({ applied }, 'the schema was brought forward');
      return;
    } catch (error) {
      if (attempt === DATABASE_PATIENCE || !isDatabaseUnavailable(error)) throw error;
      logger.warn({ err: error }, 'waiting for the database');
      await setTimeout(1000);
    }
  }
}

async function openKms(config: Config, opened: Closable[]): Promise<KmsKeys> {
  const { region, kmsEndpoint, signaturesPerSecond } = config.aws;
  const isDev = config.mode !== 'production' && kmsEndpoint === undefined;
  const dev = isDev ? await startDevKms({ folder: join(config.dataDir, 'dev-kms'), mode: config.mode }) : undefined;
  if (dev) opened.push(() => dev.close());
  const kms = createKmsKeys({
    region,
    ...(signaturesPerSecond === undefined ? {} : { signaturesPerSecond }),
    ...(kmsEndpoint === undefined ? {} : { endpoint: kmsEndpoint }),
    ...(dev === undefined ? {} : { endpoint: dev.endpoint, credentials: dev.credentials }),
  });
  opened.push(async () => kms.close());
  return kms;
}

async function openListeners(config: Config, opened: Closable[]) {
  const listeners: Listener[] = [];
  const { tls, authorityFile } = await openTls(config);
  const https = await listenHttps({ tls, host: config.host, port: config.port });
  opened.push(() => https.close());
  listeners.push(https);
  const loopback = config.loopbackPort === undefined ? undefined : await listenLoopback(config.loopbackPort);
  if (loopback) {
    opened.push(() => loopback.close());
    listeners.push(loopback);
  }
  return {
    listeners,
    authorityFile,
    origin: config.origin ?? `https://localhost:${https.port}`,
    loopbackOrigin: loopback && `http://localhost:${loopback.port}`,
  };
}

async function openTls(
  config: Config,
): Promise<{ readonly tls: TlsFiles; readonly authorityFile: string | undefined }> {
  if (config.tls === undefined) {
    const made = await openDevCertificate(join(config.dataDir, 'tls'));
    return { tls: made, authorityFile: made.authorityFile };
  }
  const key = await readFile(config.tls.keyFile, 'utf8');
  return { tls: { key, certificate: await readFile(config.tls.certificateFile, 'utf8') }, authorityFile: undefined };
}

function readiness({ db, kms, dataKeyArn }: Services & { db: Database }) {
  return [
    {
      name: 'database',
      run: async () => {
        await sql`SELECT 1`.execute(db);
      },
    },
    { name: 'kms', run: async () => kms.checkKey(await dataKeyArn()) },
  ];
}
