import { setTimeout as sleep } from 'node:timers/promises';
import { toHex } from '@vieraugen/shared/bytes';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from '../observability/logger.ts';
import { type Coordinator, startCoordinator } from '../start-coordinator.ts';
import {
  assertionFor,
  type CustodyWorld,
  foreignWallet,
  fundedHotWallet,
  openCustodyWorld,
  pairedVault,
  requested,
  waitForState,
  wish,
} from '../testing/custody-world.ts';
import { KmsRecorder } from '../testing/kms-recorder.ts';
import { enrolPerson, type Person } from '../testing/test-coordinator.ts';
import { startTestKms, type TestKms } from '../testing/test-kms.ts';
import { asScanned, messageOf } from '../testing/test-station.ts';
import { verifyAudit } from './audit/index.ts';

const ORIGIN = 'https://custody.test';

let kms: TestKms;
let recorder: KmsRecorder;
let world: CustodyWorld;
let second: Coordinator;
/** What KMS was asked to sign before it was recorded as approved. */
const unrecorded: string[] = [];

beforeAll(async () => {
  kms = await startTestKms();
  recorder = await KmsRecorder.open(kms.server.endpoint);
  process.env.AWS_ACCESS_KEY_ID = kms.server.credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = kms.server.credentials.secretAccessKey;
  const aws = { region: 'eu-central-1', kmsEndpoint: recorder.endpoint, dataKeyArn: undefined };
  world = await openCustodyWorld({ aws, origin: ORIGIN });
  recorder.beforeSign = async ({ keyArn, digest }) => {
    const { db } = world.coordinator.services;
    const recorded = await db
      .selectFrom('approved_digests')
      .select('key_arn')
      .where('digest', '=', Buffer.from(digest, 'hex'))
      .execute();
    if (recorded[0]?.key_arn !== keyArn) unrecorded.push(digest);
  };
  second = await startCoordinator(world.coordinator.config, createLogger('silent'));
}, 120_000);
afterAll(async () => {
  await second.close();
  await world.close();
  recorder.close();
  await kms.close();
}, 60_000);

/** The same person at the other replica: sessions and passkeys are of the one address that both serve. */
function atSecond(person: Person): Person {
  return { ...person, api: person.api.at(second.loopbackOrigin ?? '', ORIGIN) };
}

async function approveAt(person: Person, id: string): Promise<number> {
  const options = await person.api.get(`/v1/withdrawals/${id}/approval-options`);
  const assertion = assertionFor(person, String(options.body.challenge), { origin: ORIGIN });
  return (await person.api.post(`/v1/withdrawals/${id}/approvals`, assertion)).status;
}

test('two replicas over one database sign and send every withdrawal exactly once', async () => {
  const { approvers, operator } = world.people;
  const wallet = await fundedHotWallet(world);
  const ids: string[] = [];
  for (let i = 0; i < 16; i++) ids.push(await requested(world, wallet.id, { reference: `order ${i}` }));
  await Promise.all(
    ids.map(async (id, i) => {
      const [a, b] = i % 2 === 0 ? [approvers[0], atSecond(approvers[1])] : [atSecond(approvers[0]), approvers[1]];
      expect([await approveAt(a, id), await approveAt(b, id)]).toEqual([201, 201]);
    }),
  );
  const done = await Promise.all(
    ids.map((id) => waitForState(operator.api, id, ['confirmed', 'failed', 'replaced'], 60)),
  );
  expect(done.map((withdrawal) => withdrawal.state)).toEqual(ids.map(() => 'confirmed'));
  const nonces = done.map((withdrawal) => withdrawal.transaction?.nonce ?? -1).sort((a, b) => a - b);
  expect(nonces).toEqual(ids.map((_, index) => index));
  expect(await world.chain.countSent(wallet.address)).toBe(ids.length);
  for (const withdrawal of done) {
    const states = withdrawal.timeline.map((entry) => entry.to);
    expect(new Set(states).size).toBe(states.length);
  }
}, 120_000);

test('what KMS was asked to sign is what was approved, digest by digest', async () => {
  const approved = await world.coordinator.services.db
    .selectFrom('approved_digests')
    .select(['digest', 'key_arn'])
    .execute();
  const allowed = approved.map((row) => `${row.key_arn} ${toHex(row.digest)}`);
  const used = recorder.signed.map((use) => `${use.keyArn} ${use.digest}`);
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((use) => !allowed.includes(use))).toEqual([]);
  expect(new Set(used).size).toBe(used.length);
  expect(unrecorded).toEqual([]);
});

test('of fifty approvals at once, each person counts once and one is the last', async () => {
  const people: Person[] = [...world.people.approvers];
  for (let i = 0; i < 7; i++) people.push(await enrolPerson(world.coordinator, `Approver ${i}`, ['approver']));
  const wallet = await fundedHotWallet(world);
  const id = await requested(world, wallet.id);
  const attempts = Array.from({ length: 50 }, (_, i) => {
    const person = people[i % people.length];
    if (person === undefined) throw new Error('nobody');
    return approveAt(i % 2 === 0 ? person : atSecond(person), id);
  });
  const statuses = await Promise.all(attempts);
  expect(statuses.filter((status) => status === 201)).toHaveLength(2);
  expect(statuses.filter((status) => status === 409)).toHaveLength(48);
  const done = await waitForState(world.people.operator.api, id, ['confirmed']);
  expect(done.approvals).toHaveLength(2);
  expect(done.timeline.filter((entry) => entry.to === 'approved')).toHaveLength(1);
}, 60_000);

test('one Idempotency-Key at two replicas at once makes one withdrawal', async () => {
  const wallet = await fundedHotWallet(world);
  const { operator } = world.people;
  const body = wish(world, wallet.id, { reference: 'once' });
  const post = (person: Person) => person.api.post('/v1/withdrawals', body, { idempotencyKey: 'same-order' });
  const answers = await Promise.all([operator, atSecond(operator), operator, atSecond(operator)].map(post));
  const made = new Set(answers.filter((answer) => answer.status === 201).map((answer) => answer.body.id));
  expect(made.size).toBe(1);
  expect(answers.every((answer) => [201, 409].includes(answer.status))).toBe(true);
});

test('two requests for the signer at once cannot hold the same withdrawal; an answer scanned at both counts once', async () => {
  const { operator, approvers } = world.people;
  const { station, vaultId, wallet } = await pairedVault(world);
  const id = await requested(world, wallet.id);
  for (const person of approvers.slice(0, 2)) expect(await approveAt(person, id)).toBe(201);
  await waitForState(operator.api, id, ['awaiting-ceremony']);
  const open = (person: Person) => person.api.post('/v1/ceremonies', { vaultId, withdrawalIds: [id] });
  const opened = await Promise.all([open(operator), open(atSecond(operator))]);
  expect(opened.map((answer) => answer.status).sort()).toEqual([201, 409]);
  const ceremony = opened.find((answer) => answer.status === 201);
  const frames = await operator.api.get(`/v1/ceremonies/${String(ceremony?.body.id)}/frames`);
  const response = asScanned(await station.sign(messageOf(frames.body)));
  const scans = [operator, atSecond(operator)].map((person) => person.api.post('/v1/signing-responses', response));
  expect((await Promise.all(scans)).map((answer) => answer.status)).toEqual([200, 200]);
  const done = await waitForState(operator.api, id, ['confirmed']);
  expect(done.timeline.filter((entry) => entry.to === 'signed')).toHaveLength(1);
  expect(await world.chain.countSent(wallet.address)).toBe(1);
}, 60_000);

test('two replicas prepare one withdrawal for a device at once: one request; its answer scanned at both counts once', async () => {
  const { operator, approvers } = world.people;
  const wallet = await foreignWallet(world);
  const id = await requested(world, wallet.id);
  for (const person of approvers.slice(0, 2)) expect(await approveAt(person, id)).toBe(201);
  await waitForState(operator.api, id, ['awaiting-ceremony']);
  const both = [operator, atSecond(operator), operator, atSecond(operator)];
  const opened = await Promise.all(both.map((person) => person.api.post(`/v1/withdrawals/${id}/device-request`)));
  expect(opened.map((answer) => answer.status)).toEqual([201, 201, 201, 201]);
  expect(new Set(opened.map((answer) => answer.body.requestId)).size).toBe(1);
  const frames = await operator.api.get(`/v1/withdrawals/${id}/device-request/frames`);
  const { frames: answer } = wallet.device.sign(frames.body.frames as string[]);
  const path = `/v1/withdrawals/${id}/device-signature`;
  const scans = await Promise.all(both.map((person) => person.api.post(path, { frames: answer })));
  expect(scans.map((taken) => [taken.status, taken.body.state])).toEqual(both.map(() => [200, 'signed']));
  const done = await waitForState(operator.api, id, ['confirmed']);
  expect(done.timeline.filter((entry) => entry.to === 'signed')).toHaveLength(1);
  expect(await world.chain.countSent(wallet.address)).toBe(1);
}, 60_000);

test('KMS that is away: what was approved waits, says so, and goes on by itself', async () => {
  const wallet = await fundedHotWallet(world);
  const { operator, approvers, administrator } = world.people;
  const id = await requested(world, wallet.id);
  recorder.away(true);
  try {
    for (const person of approvers.slice(0, 2)) expect(await approveAt(person, id)).toBe(201);
    const away = await administrator.api.post('/v1/wallets', { kind: 'hot', name: 'Not now' });
    expect([away.status, away.body.code]).toEqual([503, 'KMS_UNAVAILABLE']);
    const reason = async () => (await operator.api.get(`/v1/withdrawals/${id}`)).body.reason;
    await expect.poll(reason, { timeout: 30_000 }).toMatchObject({ code: 'KMS_UNAVAILABLE' });
  } finally {
    recorder.away(false);
  }
  await waitForState(operator.api, id, ['confirmed']);
}, 90_000);

test('PostgreSQL that hangs up again and again: everything is paid once all the same', async () => {
  const wallet = await fundedHotWallet(world);
  const { operator, approvers } = world.people;
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) ids.push(await requested(world, wallet.id, { reference: `storm ${i}` }));
  for (const id of ids) for (const person of approvers.slice(0, 2)) expect(await approveAt(person, id)).toBe(201);
  const client = new pg.Client({ connectionString: String(world.coordinator.config.databaseUrl) });
  await client.connect();
  for (let i = 0; i < 15; i++) {
    await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`);
    await sleep(100);
  }
  await client.end();
  await Promise.all(ids.map((id) => waitForState(operator.api, id, ['confirmed'], 60)));
  expect(await world.chain.countSent(wallet.address)).toBe(ids.length);
}, 120_000);

test('the audit log of both is one unbroken chain', async () => {
  const verdict = await world.coordinator.services.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(verifyAudit);
  expect(verdict).toMatchObject({ ok: true });
});
