import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient, createEmptyDatabase, enrolFounders } from '@vieraugen/coordinator/testing';
import { startTestChain, type TestChain } from '@vieraugen/coordinator/testing/chain';
import {
  activatePolicy,
  DESTINATION,
  expectStatus,
  fundedHotWallet,
  openBackOffice,
  worldPolicy,
} from '@vieraugen/coordinator/testing/custody-world';
import pg from 'pg';
import { type CoordinatorProcess, startCoordinatorProcess } from '../support/coordinator-process.ts';
import type { LoadOrder, LoadReport } from './api-load.ts';

/** Of the load, each with one request at a time. */
export const CONNECTIONS = 64;
const ETHER = 10n ** 18n;
/** Enough for the fee of a transfer on a quiet chain under the policy's relative cap. */
const AMOUNT = ETHER / 100n;
const NO_LIMIT = (10n ** 30n).toString();

/** A coordinator in a process of its own, on a database of its own, all of it as in production but for the certificate. */
export type Subject = {
  readonly url: string;
  readonly pid: number;
  /** Requests withdrawals for so long. Throws if one was refused or is not in the database afterwards. */
  load(milliseconds: number): Promise<LoadReport>;
};

export type ApiWorld = {
  /** A database like those of the subjects, for the floor. */
  floorDatabase(): Promise<string>;
  start(options: { readonly settings?: Record<string, string>; readonly withoutAuth?: boolean }): Promise<Subject>;
  close(): Promise<void>;
};

type Prepared = {
  readonly chain: TestChain;
  readonly template: string;
  readonly dataDir: string;
  readonly apiKey: { readonly id: string; readonly key: string };
  readonly body: string;
};

/** Sets one coordinator up (people, policy, wallet, API key, one withdrawal); its database and keys are copied for each use. */
export async function openApiWorld(): Promise<ApiWorld> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const prepared = await prepare(closing);
    return {
      floorDatabase: () => copyDatabase(prepared.template, closing),
      start: (options) => startSubject(prepared, options, closing),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function prepare(closing: (() => Promise<unknown>)[]): Promise<Prepared> {
  const chain = await startTestChain();
  closing.push(() => chain.close());
  const database = await createEmptyDatabase({ durable: true });
  closing.push(() => database.close());
  const dataDir = await temporaryFolder(closing);
  const settings = { DATABASE_URL: database.url, RPC_URLS: `31337=${chain.url}` };
  const coordinator = await startCoordinatorProcess({ dataDir, settings });
  try {
    return { chain, template: database.url, dataDir, ...(await setUp(coordinator, chain)) };
  } finally {
    await coordinator.stop();
  }
}

async function setUp(coordinator: CoordinatorProcess, chain: TestChain): Promise<Pick<Prepared, 'apiKey' | 'body'>> {
  const url = coordinator.loopbackOrigin;
  const founders = await enrolFounders(url, coordinator.foundingLinks);
  const { administrator } = founders;
  const office = await openBackOffice({ url, ...founders }, chain);
  await activateWidePolicy(founders, chain);
  const wallet = await fundedHotWallet(office);
  const made = await administrator.api.post('/v1/api-keys', { name: 'Bench', scopes: ['withdrawals:create'] });
  expectStatus(made, 201);
  const apiKey = { id: String(made.body.id), key: String(made.body.key) };
  const wish = { walletId: wallet.id, chain: chain.name, destination: DESTINATION, amount: AMOUNT.toString() };
  const program = await clientOf(url, apiKey.key);
  expectStatus(await program.post('/v1/withdrawals', { ...wish, reference: 'order 12345' }), 201);
  return { apiKey, body: JSON.stringify({ ...wish, reference: 'order 12345' }) };
}

/** The policy of the tests, without a limit of a day that the load would reach. */
async function activateWidePolicy(
  { administrator, secondAdministrator }: Awaited<ReturnType<typeof enrolFounders>>,
  chain: TestChain,
): Promise<void> {
  const { chains } = worldPolicy(chain);
  const wide = chains.map((rule) => ({
    ...rule,
    assets: rule.assets.map((asset) => ({ ...asset, maxPerDay: NO_LIMIT })),
  }));
  const proposed = await administrator.api.post('/v1/policies', worldPolicy(chain, { revision: 2, chains: wide }));
  expectStatus(proposed, 201);
  expectStatus(await activatePolicy(secondAdministrator, String(proposed.body.digest), 'hot'), 200);
}

async function clientOf(url: string, apiKey: string): Promise<ApiClient> {
  const { body } = await new ApiClient(url).post('/v1/token', { apiKey });
  return new ApiClient(url, { authorization: `Bearer ${String(body.accessToken)}` });
}

async function startSubject(
  prepared: Prepared,
  options: { readonly settings?: Record<string, string>; readonly withoutAuth?: boolean },
  closing: (() => Promise<unknown>)[],
): Promise<Subject> {
  const url = await copyDatabase(prepared.template, closing);
  const dataDir = await temporaryFolder(closing);
  await cp(prepared.dataDir, dataDir, { recursive: true });
  const principal = JSON.stringify({
    kind: 'api-key',
    id: prepared.apiKey.id,
    name: 'Bench',
    scopes: ['withdrawals:create'],
  });
  const coordinator = await startCoordinatorProcess({
    dataDir,
    nodeOptions: options.withoutAuth === true ? ['--import', join(import.meta.dirname, 'api-without-auth.ts')] : [],
    settings: {
      DATABASE_URL: url,
      RPC_URLS: `31337=${prepared.chain.url}`,
      RATE_LIMIT: '100000000',
      BENCH_PRINCIPAL: principal,
      ...options.settings,
    },
  });
  closing.push(() => coordinator.stop());
  const authority = join(dataDir, 'tls');
  return {
    url,
    pid: coordinator.pid,
    load: (milliseconds) => drive({ prepared, coordinator, url, authority, milliseconds }),
  };
}

async function drive(input: {
  readonly prepared: Prepared;
  readonly coordinator: CoordinatorProcess;
  readonly url: string;
  readonly authority: string;
  readonly milliseconds: number;
}): Promise<LoadReport> {
  const { prepared, coordinator, url } = input;
  const { body } = await new ApiClient(coordinator.loopbackOrigin).post('/v1/token', { apiKey: prepared.apiKey.key });
  const before = await countWithdrawals(url);
  const report = await loadFromChild({
    port: Number(new URL(coordinator.origin).port),
    authorityFile: /-i (\S+)/.exec(coordinator.output())?.[1] ?? '',
    token: String(body.accessToken),
    body: prepared.body,
    connections: CONNECTIONS,
    milliseconds: input.milliseconds,
  });
  if (report.refused.length > 0) throw new Error(`requests were refused: ${report.refused.join('\n')}`);
  const written = (await countWithdrawals(url)) - before;
  if (written !== report.accepted)
    throw new Error(`${report.accepted} were accepted, but ${written} are in the database`);
  await setAside(url);
  return report;
}

async function loadFromChild(order: LoadOrder): Promise<LoadReport> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'api-load.ts'));
  child.send(order);
  const [report]: [LoadReport] = await Promise.race([
    once(child, 'message') as Promise<[LoadReport]>,
    once(child, 'exit').then(([code]) => {
      throw new Error(`the load ended early (${code})`);
    }),
  ]);
  return report;
}

async function countWithdrawals(url: string): Promise<number> {
  const [row] = await query(url, 'SELECT count(*)::int AS count FROM withdrawals');
  return Number(row?.count);
}

/** What was accepted is not worked on while something else is measured. Then all that is dirty goes to the disk. */
async function setAside(url: string): Promise<void> {
  await query(url, `UPDATE withdrawals SET due_at = expires_at WHERE due_at < expires_at`);
  await query(url, 'CHECKPOINT');
}

async function copyDatabase(template: string, closing: (() => Promise<unknown>)[]): Promise<string> {
  const name = `bench_${closing.length}_${process.pid}`;
  const server = template.replace(/\/[^/]*$/, '/postgres');
  await query(server, `CREATE DATABASE ${name} TEMPLATE ${new URL(template).pathname.slice(1)}`);
  closing.push(() => query(server, `DROP DATABASE ${name} WITH (FORCE)`));
  return template.replace(/\/[^/]*$/, `/${name}`);
}

async function query(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query(statement)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

async function temporaryFolder(closing: (() => Promise<unknown>)[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vieraugen-bench-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
