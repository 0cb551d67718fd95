import { toBase64Url } from '@vieraugen/shared/bytes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type CustodyWorld,
  fundedHotWallet,
  openCustodyWorld,
  pairedVault,
  requested,
} from '../../../../src/testing/custody-world.ts';
import { digestOfView } from './intent-of-view.ts';

let world: CustodyWorld;
beforeAll(async () => {
  world = await openCustodyWorld();
});
afterAll(() => world?.close());

/** The page computes from what it shows what the API asks a passkey to sign: here from what a real API answers. */
test.each([
  ['coins from a hot wallet', 'hot', {}],
  ['coins from a cold wallet', 'cold', {}],
  ['a token from a hot wallet', 'hot', { token: 'USDX', amount: '1250000' }],
] as const)(
  'the page and the API have the same digest of %s',
  async (_what, kind, { token, ...changes }: { token?: string; amount?: string }) => {
    const wallet = kind === 'hot' ? await fundedHotWallet(world) : (await pairedVault(world)).wallet;
    const paid = token === undefined ? changes : { ...changes, token: world.chain.token };
    const id = await requested(world, wallet.id, paid);
    const [anna] = world.people.approvers;
    const read = async (path: string) => (await anna.api.get(path)).body;
    const view = (await read(`/v1/withdrawals/${id}`)) as Parameters<typeof digestOfView>[0];
    const { keyId } = await read(`/v1/wallets/${wallet.id}`);
    const { challenge } = await read(`/v1/withdrawals/${id}/approval-options`);
    expect(toBase64Url(digestOfView(view, String(keyId)))).toBe(challenge);
  },
);
