import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type CustodyWorld,
  fundedHotWallet,
  openCustodyWorld,
  waitForState,
  wish,
} from '../../../testing/custody-world.ts';
import { verifyAudit } from '../../audit/index.ts';
import { getWithdrawal, newRow } from '../withdrawal.repository.ts';

let world: CustodyWorld;
beforeAll(async () => {
  world = await openCustodyWorld();
}, 120_000);
afterAll(() => world.close());

test('many that are requested at once are screened together: each with its moves in their order, and the log whole', async () => {
  const wallet = await fundedHotWallet(world);
  const { api } = world.people.operator;
  const amount = (10n ** 16n).toString();
  const made = await Promise.all(
    Array.from({ length: 120 }, () => api.post('/v1/withdrawals', wish(world, wallet.id, { amount }))),
  );
  expect(new Set(made.map(({ status }) => status))).toEqual(new Set([201]));
  for (const { body } of made) {
    const { timeline } = await waitForState(api, String(body.id), ['awaiting-approval']);
    expect(timeline.map(({ from, to }) => [from, to])).toEqual([
      [null, 'requested'],
      ['requested', 'screening'],
      ['screening', 'awaiting-approval'],
    ]);
  }
  const { db } = world.coordinator.services;
  const verdict = await db.transaction().setIsolationLevel('repeatable read').execute(verifyAudit);
  expect(verdict).toMatchObject({ ok: true });
});

test('one that cannot be judged holds up no other', async () => {
  const wallet = await fundedHotWallet(world);
  const { api } = world.people.operator;
  const { db } = world.coordinator.services;
  const digest = new Uint8Array(32).fill(7);
  const created_by = world.people.administrator.id;
  const policy = { digest, bytes: Uint8Array.of(1), revision: 9, created_by };
  await db.insertInto('policies').values(policy).execute();
  const good = await api.post('/v1/withdrawals', wish(world, wallet.id));
  const model = await getWithdrawal(db, String(good.body.id));
  const id = randomUUID();
  const bad = { ...newRow(model), id, state: 'requested', intent_digest: digest, policy_digest: digest };
  await db
    .insertInto('withdrawals')
    .values({ ...bad, due_at: model.createdAt })
    .execute();
  const later = await api.post('/v1/withdrawals', wish(world, wallet.id));
  await waitForState(api, String(later.body.id), ['awaiting-approval']);
  const reason = async () => (await getWithdrawal(db, id)).reason?.code;
  await expect.poll(reason, { timeout: 20_000 }).toBe('INTERNAL');
});
