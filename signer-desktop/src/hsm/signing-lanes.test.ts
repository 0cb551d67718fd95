import { Refusal } from '@vieraugen/shared/bytes';
import { expect, test } from 'vitest';
import { type SigningLane, type SigningOrder, signInLanes } from './signing-lanes.ts';

type Lane = Pick<SigningLane, 'sign'>;

const key = { id: new Uint8Array(16), publicKey: new Uint8Array(33) };
const orders = (count: number): SigningOrder[] =>
  Array.from({ length: count }, (_, index) => ({ key, digest: Uint8Array.of(index) }));
const asItIs = (_order: SigningOrder, signature: Uint8Array) => signature;
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('answers in the order of the orders, whichever lane is done first', async () => {
  const lane = (turns: number): Lane => ({
    sign: async ({ digest }) => {
      for (let left = turns; left > 0; left--) await turn();
      return digest;
    },
  });
  const signatures = await signInLanes([lane(5), lane(1), lane(3)], orders(20), asItIs);
  expect(signatures.map(([index]) => index)).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

test('the lanes work at the same time, each at one order', async () => {
  let atWork = 0;
  let most = 0;
  const lane: Lane = {
    sign: async ({ digest }) => {
      most = Math.max(most, ++atWork);
      await turn();
      atWork--;
      return digest;
    },
  };
  await signInLanes([lane, lane, lane], orders(10), asItIs);
  expect(most).toBe(3);
});

test.each(['the HSM', 'the check'])(
  'a failure of %s releases nothing, begins nothing more and waits for the rest',
  async (who) => {
    const begun: number[] = [];
    let atWork = 0;
    const fail = () => {
      throw new Refusal('SIGNATURE_SELF_CHECK_FAILED', 'no');
    };
    const lane: Lane = {
      sign: async ({ digest }) => {
        const index = digest[0] ?? 0;
        begun.push(index);
        atWork++;
        for (let left = index === 1 ? 1 : 4; left > 0; left--) await turn();
        atWork--;
        return who === 'the HSM' && index === 1 ? fail() : digest;
      },
    };
    const check = ({ digest }: SigningOrder, signature: Uint8Array) => (digest[0] === 1 ? fail() : signature);
    await expect(signInLanes([lane, lane, lane], orders(50), check)).rejects.toThrow('no');
    expect(begun).toEqual([0, 1, 2]);
    expect(atWork).toBe(0);
  },
);
