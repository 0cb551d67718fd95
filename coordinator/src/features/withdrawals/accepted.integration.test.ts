import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../db/open-database.ts';
import type { Database } from '../../db/schema.ts';
import { Breakpoints } from '../../testing/breakpoint.ts';
import { ChildCoordinator } from '../../testing/child-coordinator.ts';
import { type BackOffice, expectStatus, fundedHotWallet, openBackOffice, wish } from '../../testing/custody-world.ts';
import { startTestChain, type TestChain } from '../../testing/test-chain.ts';
import { createEmptyDatabase } from '../../testing/test-database.ts';
import { verifyAudit } from '../audit/index.ts';
import { getWithdrawal } from './withdrawal.repository.ts';
import { detailOf } from './withdrawal-views.ts';

let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
let db: Database;
let chain: TestChain;
let dataDir: string;
let child: ChildCoordinator;
let office: BackOffice;
let walletId: string;

beforeAll(async () => {
  database = await createEmptyDatabase();
  db = openDatabase(database.url, () => undefined);
  chain = await startTestChain();
  dataDir = await mkdtemp(join(tmpdir(), 'vieraugen-accepted-'));
  const environment = { DATABASE_URL: database.url, DATA_DIR: dataDir, RPC_URLS: `31337=${chain.url}` };
  child = await ChildCoordinator.create(environment);
  await child.start();
  office = await openBackOffice(await child.host(), chain);
  walletId = (await fundedHotWallet(office)).id;
}, 120_000);
afterAll(async () => {
  await child.kill();
  await db.destroy();
  await chain.close();
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

/** Small enough that hundreds stay under the limit of a day. */
const AMOUNT = (10n ** 16n).toString();

type Told = { readonly key: string; readonly id: string };

const post = (key: string) =>
  office.people.operator.api.post('/v1/withdrawals', wish(office, walletId, { amount: AMOUNT, reference: key }), {
    idempotencyKey: key,
  });

/** Asks for one after the other until the coordinator is gone; tells what was answered with 201. */
async function askUntilKilled(told: Told[], asked: string[]): Promise<void> {
  for (;;) {
    const key = randomUUID();
    asked.push(key);
    const answer = await post(key).catch(() => undefined);
    if (answer === undefined) return;
    expectStatus(answer, 201);
    told.push({ key, id: String(answer.body.id) });
  }
}

async function recordedIds(): Promise<Map<string, string>> {
  const rows = await db.selectFrom('idempotency_keys').select(['key', 'reply']).execute();
  return new Map(rows.map(({ key, reply }) => [key, String(JSON.parse(reply).id)]));
}

test.each([1, 2, 3])(
  'kill -9 in the middle of many requests, time %s: what was answered is there, and what is repeated is there once',
  async (time) => {
    const told: Told[] = [];
    const asked: string[] = [];
    const callers = Promise.all(Array.from({ length: 24 }, () => askUntilKilled(told, asked)));
    await sleep(150 * time);
    while (told.length < 30) await sleep(20);
    await child.kill();
    await callers;

    const recorded = await recordedIds();
    for (const { key, id } of told) expect(recorded.get(key), 'answered, so committed').toBe(id);
    await child.start();
    const answers = await Promise.all(asked.map(async (key) => ({ key, answer: await post(key) })));
    for (const { key, answer } of answers) {
      expectStatus(answer, 201);
      if (recorded.has(key)) expect(answer.body.id).toBe(recorded.get(key));
    }
    const made = await db
      .selectFrom('withdrawals')
      .select(['id', 'reference'])
      .where('reference', 'in', asked)
      .execute();
    expect(made.map(({ reference }) => reference).sort()).toEqual(asked.toSorted());
    const firstMoves = await db
      .selectFrom('withdrawal_events')
      .select('withdrawal_id')
      .where('to_state', '=', 'requested')
      .where(
        'withdrawal_id',
        'in',
        made.map(({ id }) => id),
      )
      .execute();
    expect(firstMoves).toHaveLength(made.length);
    const verdict = await db.transaction().setIsolationLevel('repeatable read').execute(verifyAudit);
    expect(verdict).toMatchObject({ ok: true });
  },
  60_000,
);

test('nobody is answered before the commit, and what was being written when the process died is there once or not at all', async () => {
  const breakpoints = await Breakpoints.open(database.url);
  await breakpoints.arm('requested');
  const keys = Array.from({ length: 10 }, () => randomUUID());
  const answered: string[] = [];
  const callers = keys.map((key) =>
    post(key).then(
      () => answered.push(key),
      () => undefined,
    ),
  );
  await breakpoints.reached();
  await sleep(500);
  expect(answered).toEqual([]);
  await child.kill();
  await Promise.all(callers);
  await breakpoints.disarm();
  await breakpoints.close();
  expect(answered).toEqual([]);
  await child.start();
  for (const key of keys) expectStatus(await post(key), 201);
  const made = await db.selectFrom('withdrawals').select('reference').where('reference', 'in', keys).execute();
  expect(made.map(({ reference }) => reference).sort()).toEqual(keys.toSorted());
}, 60_000);

test('the reply is what the database says a moment later, but for how far it went meanwhile', async () => {
  const { body } = await post(randomUUID());
  const later = await detailOf(db, await getWithdrawal(db, String(body.id)));
  const { state, updatedAt, timeline, ...same } = later;
  expect(body).toMatchObject(same);
  expect(body.timeline).toEqual(timeline.slice(0, 1));
  expect(Object.keys(body).sort()).toEqual(Object.keys(later).sort());
});
