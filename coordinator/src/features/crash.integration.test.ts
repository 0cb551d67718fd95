import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../db/open-database.ts';
import type { Database } from '../db/schema.ts';
import type { ApiAnswer } from '../testing/api-client.ts';
import { type Breakpoint, Breakpoints } from '../testing/breakpoint.ts';
import { ChildCoordinator } from '../testing/child-coordinator.ts';
import {
  assertionFor,
  type BackOffice,
  expectStatus,
  foreignWallet,
  fundedHotWallet,
  openBackOffice,
  pairedVault,
  waitForState,
  wish,
} from '../testing/custody-world.ts';
import { startTestChain, type TestChain } from '../testing/test-chain.ts';
import { enrolUnconfirmed, type Person } from '../testing/test-coordinator.ts';
import { createEmptyDatabase } from '../testing/test-database.ts';
import { asScanned, messageOf } from '../testing/test-station.ts';
import { verifyAudit } from './audit/index.ts';

let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
let db: Database;
let chain: TestChain;
let dataDir: string;
let child: ChildCoordinator;
let breakpoints: Breakpoints;
let office: BackOffice;
let hot: { id: string; address: string };
let cold: Awaited<ReturnType<typeof pairedVault>>;
let foreign: Awaited<ReturnType<typeof foreignWallet>>;

beforeAll(async () => {
  database = await createEmptyDatabase();
  db = openDatabase(database.url, () => undefined);
  chain = await startTestChain();
  dataDir = await mkdtemp(join(tmpdir(), 'vieraugen-crash-'));
  child = await ChildCoordinator.create({
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    RPC_URLS: `31337=${chain.url}`,
  });
  await child.start();
  office = await openBackOffice(await child.host(), chain);
  hot = await fundedHotWallet(office);
  cold = await pairedVault(office);
  foreign = await foreignWallet(office);
  breakpoints = await Breakpoints.open(database.url);
}, 120_000);
afterAll(async () => {
  await child.kill();
  await breakpoints.close();
  await db.destroy();
  await chain.close();
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

/** What clients do: the same request again until it is answered. The Idempotency-Key makes that safe. */
async function insist(person: Person, path: string, body: unknown, key = randomUUID()): Promise<ApiAnswer> {
  for (;;) {
    const answer = await person.api.post(path, body, { idempotencyKey: key }).catch(() => undefined);
    if (answer !== undefined && answer.status < 500 && answer.status !== 409) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function approveInsisting(id: string): Promise<void> {
  for (const person of office.people.approvers.slice(0, 2)) {
    const challenge = await challengeOf(person, id);
    expectStatus(await insist(person, `/v1/withdrawals/${id}/approvals`, assertionFor(person, challenge)), 201);
  }
}

async function challengeOf(person: Person, id: string): Promise<string> {
  for (;;) {
    const answer = await person.api.get(`/v1/withdrawals/${id}/approval-options`).catch(() => undefined);
    if (answer?.status === 200) return String(answer.body.challenge);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A hot withdrawal, from the request to its end, by people who repeat what got no answer. */
async function payHot(): Promise<string> {
  const { operator } = office.people;
  const made = await insist(operator, '/v1/withdrawals', wish(office, hot.id));
  expectStatus(made, 201);
  const id = String(made.body.id);
  await waitForState(operator.api, id, ['awaiting-approval']);
  await approveInsisting(id);
  await waitForState(operator.api, id, ['confirmed']);
  return id;
}

async function payCold(): Promise<string> {
  const { operator } = office.people;
  const made = await insist(operator, '/v1/withdrawals', wish(office, cold.wallet.id));
  const id = String(made.body.id);
  await waitForState(operator.api, id, ['awaiting-approval']);
  await approveInsisting(id);
  await waitForState(operator.api, id, ['awaiting-ceremony']);
  const opened = await insist(operator, '/v1/ceremonies', { vaultId: cold.vaultId, withdrawalIds: [id] });
  expectStatus(opened, 201);
  const frames = await operator.api.get(`/v1/ceremonies/${String(opened.body.id)}/frames`);
  const response = await cold.station.sign(messageOf(frames.body));
  expectStatus(await insist(operator, '/v1/signing-responses', asScanned(response)), 200);
  await waitForState(operator.api, id, ['confirmed']);
  return id;
}

async function payForeign(): Promise<string> {
  const { operator } = office.people;
  const made = await insist(operator, '/v1/withdrawals', wish(office, foreign.id));
  const id = String(made.body.id);
  await waitForState(operator.api, id, ['awaiting-approval']);
  await approveInsisting(id);
  await waitForState(operator.api, id, ['awaiting-ceremony']);
  expectStatus(await insist(operator, `/v1/withdrawals/${id}/device-request`, {}), 201);
  const frames = await operator.api.get(`/v1/withdrawals/${id}/device-request/frames`);
  const shown = foreign.device.sign(frames.body.frames as string[]);
  expectStatus(await insist(operator, `/v1/withdrawals/${id}/device-signature`, { frames: shown.frames }), 200);
  await waitForState(operator.api, id, ['confirmed']);
  return id;
}

async function killAt(at: Breakpoint): Promise<void> {
  await breakpoints.reached();
  const bound = await db
    .selectFrom('withdrawal_transactions')
    .select(['withdrawal_id', 'unsigned', 'signed'])
    .execute();
  await child.kill();
  await breakpoints.disarm();
  await child.start();
  const after = await db
    .selectFrom('withdrawal_transactions')
    .select(['withdrawal_id', 'unsigned', 'signed'])
    .execute();
  expect(after, `what was bound before the crash at ${at} stays`).toEqual(expect.arrayContaining(bound));
}

async function expectPaidOnce(id: string, address: string, sentBefore: number): Promise<void> {
  expect((await chain.countSent(address)) - sentBefore).toBe(1);
  const states = await db.selectFrom('withdrawal_events').select('to_state').where('withdrawal_id', '=', id).execute();
  expect(new Set(states.map((row) => row.to_state)).size).toBe(states.length);
  const verdict = await db.transaction().setIsolationLevel('repeatable read').execute(verifyAudit);
  expect(verdict).toMatchObject({ ok: true });
}

test.each([
  'requested',
  'screening',
  'awaiting-approval',
  'approval',
  'approved',
  'signing',
  'transaction',
  'digest',
  'signed',
  'broadcast',
  'confirmed',
] as const)(
  'kill -9 right before "%s" is committed: the hot withdrawal pays exactly once',
  async (at) => {
    const sentBefore = await chain.countSent(hot.address);
    await breakpoints.arm(at);
    const [id] = await Promise.all([payHot(), killAt(at)]);
    await expectPaidOnce(id, hot.address, sentBefore);
    const digests = await db.selectFrom('approved_digests').select('digest').where('withdrawal_id', '=', id).execute();
    expect(digests).toHaveLength(1);
  },
  60_000,
);

test.each(['approved', 'awaiting-ceremony', 'transaction', 'ceremony', 'signed', 'broadcast', 'confirmed'] as const)(
  'kill -9 right before "%s" is committed: the cold withdrawal pays exactly once',
  async (at) => {
    const sentBefore = await chain.countSent(cold.wallet.address);
    await breakpoints.arm(at);
    const [id] = await Promise.all([payCold(), killAt(at)]);
    await expectPaidOnce(id, cold.wallet.address, sentBefore);
  },
  60_000,
);

test.each(['awaiting-ceremony', 'transaction', 'device-request', 'signed', 'broadcast'] as const)(
  'kill -9 right before "%s" is committed: the withdrawal from a foreign device pays exactly once',
  async (at) => {
    const sentBefore = await chain.countSent(foreign.address);
    await breakpoints.arm(at);
    const [id] = await Promise.all([payForeign(), killAt(at)]);
    await expectPaidOnce(id, foreign.address, sentBefore);
    const requests = await db.selectFrom('device_requests').select('result').where('withdrawal_id', '=', id).execute();
    expect(requests).toEqual([{ result: 'signed' }]);
  },
  60_000,
);

test('kill -9 right before a confirmation is committed: nobody is half let in, and asked again it is done once', async () => {
  const { administrator, secondAdministrator } = office.people;
  const person = await enrolUnconfirmed({ url: child.url, administrator }, 'Kim Killed', ['approver']);
  const path = `/v1/accounts/${person.id}/confirmation`;
  const { options } = (await secondAdministrator.api.get(path)).body as { options: { challenge: string } };
  await breakpoints.arm('confirmation');
  const confirmed = insist(secondAdministrator, path, assertionFor(secondAdministrator, options.challenge));
  await breakpoints.reached();
  await child.kill();
  const account = () => db.selectFrom('accounts').select('active_since').where('id', '=', person.id).execute();
  const entries = () =>
    db.selectFrom('audit_entries').select('action').where('subject', '=', `account:${person.id}`).execute();
  await breakpoints.disarm();
  expect([await account(), await entries()]).toEqual([[{ active_since: null }], [{ action: 'account.enrolled' }]]);
  await child.start();
  expectStatus(await confirmed, 201);
  expect(await account()).toEqual([{ active_since: expect.any(Date) }]);
  expect(await entries()).toEqual([{ action: 'account.enrolled' }, { action: 'account.confirmed' }]);
}, 60_000);
