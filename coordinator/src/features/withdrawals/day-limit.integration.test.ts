import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  approve,
  type CustodyWorld,
  expectStatus,
  fundedHotWallet,
  openCustodyWorld,
  waitForState,
  wish,
} from '../../testing/custody-world.ts';

const ETHER = 10n ** 18n;

let world: CustodyWorld;
beforeAll(async () => {
  world = await openCustodyWorld();
}, 120_000);
afterAll(() => world.close());

/** Far from the limit what is still on its way is known as of a second ago: so more may be asked for at once than fits. */
test('of payments that were asked for and approved at once, exactly those are signed that fit into the day', async () => {
  const wallets = [await fundedHotWallet(world), await fundedHotWallet(world)];
  const { operator, approvers } = world.people;
  const body = (at: number) => wish(world, wallets[at % 2]?.id ?? '', { amount: (5n * ETHER).toString() });
  const made = await Promise.all(Array.from({ length: 12 }, (_, at) => operator.api.post('/v1/withdrawals', body(at))));
  const ids = made.filter(({ status }) => status === 201).map((answer) => String(answer.body.id));
  expect(ids.length, 'more than the ten that fit').toBeGreaterThan(10);
  for (const id of ids) await waitForState(operator.api, id, ['awaiting-approval']);
  await Promise.all(ids.map((id) => approve(approvers[0], id)));
  const last = await Promise.all(ids.map((id) => approve(approvers[1], id)));
  for (const answer of last) expectStatus(answer, 201);
  const done = await Promise.all(ids.map((id) => waitForState(operator.api, id, ['confirmed', 'failed'], 60)));
  const failed = done.filter(({ state }) => state === 'failed');
  expect(failed.map(({ reason }) => reason?.code)).toEqual(failed.map(() => 'POLICY_OVER_DAY_LIMIT'));
  expect(done.length - failed.length).toBe(10);
}, 120_000);
