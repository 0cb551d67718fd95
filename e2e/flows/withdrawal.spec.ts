import { afterAll, beforeAll, expect, it } from 'vitest';
import { Evidence } from '../story/evidence.ts';
import { foundVault, type Wallet } from '../story/found-vault.ts';
import { openBackOffice } from '../story/open-back-office.ts';
import { payCold, payHot } from '../story/pay.ts';
import { PARTNER, type Story } from '../story/story.ts';
import { openWorld, type World } from '../story/world.ts';

/** The same story that `npm run demo` tells; each of its steps fails by itself when what it checks is not so. */
let world: World;
let story: Story;
let wallet: Wallet;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world?.close();
  world?.station.remove();
});

it('people take up their invitations, and a policy is proposed', async () => {
  story = await openBackOffice(world, new Evidence(undefined, () => undefined));
  expect(story.evidence.steps).toHaveLength(3);
});

it('three officers found a vault, pair it over the gap, and make a key', async () => {
  ({ wallet } = await foundVault(story));
  expect(wallet.address).toMatch(/^0x[0-9a-fA-F]{40}$/);
});

it('two cold withdrawals cross the gap and are confirmed, exactly once', async () => {
  const before = await world.chain.provider.getBalance(PARTNER);
  const paid = await payCold(story, wallet);
  expect(paid.map(({ what }) => what)).toEqual(['1.5 ETH', '250 DEUR']);
  expect((await world.chain.provider.getBalance(PARTNER)) - before).toBe(1_500_000_000_000_000_000n);
  expect(await world.chain.countSent(wallet.address)).toBe(2);
});

it('a hot withdrawal is signed by KMS and confirmed', async () => {
  const paid = await payHot(story);
  expect(paid.block).toBeGreaterThan(0);
});

it('every confirmation that the operating system drew was worded by the core', async () => {
  const dialogs = await world.signer.dialogs();
  const payments = dialogs.filter(({ detail }) => detail.includes('1.5 ETH') || detail.includes('250 DEUR'));
  expect(payments.length).toBeGreaterThanOrEqual(2);
});
