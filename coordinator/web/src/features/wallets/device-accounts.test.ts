import { fromHex, Refusal } from '@vieraugen/shared/bytes';
import { expect, test } from 'vitest';
import { accountsIn } from './device-accounts.ts';

/** What Keystone shows for the test seed "abandon ... about" (shared/vectors/eip4527). */
const ACCOUNT =
  'a703582102eae4b876a8696134b868f88cc2f51f715f2dbedb7446b8e6edf3d4541c4eb67b045820d882718b7a42806803eeb17f7483f20620611adb88fc943c898dc5aba94c281906d90130a20186182cf5183cf500f5021a73c5da0a07d90130a1018400f480f4080009684b657973746f6e650a706163636f756e742e7374616e64617264';

test('a key with accounts below it gives the first ten to choose from', () => {
  const accounts = accountsIn('crypto-hdkey', fromHex(ACCOUNT));
  if (accounts instanceof Refusal) throw accounts;
  expect(accounts).toHaveLength(10);
  expect(accounts.slice(0, 2)).toEqual([
    { number: 0, path: "m/44'/60'/0'/0/0", address: '0x9858EfFD232B4033E47d90003D41EC34EcaEda94' },
    { number: 1, path: "m/44'/60'/0'/0/1", address: '0x6Fac4D18c912343BF86fa7049364Dd4E424Ab9C0' },
  ]);
});

test.each([
  ['a private key', `a202f5035820${'11'.repeat(32)}`, 'HDKEY_PRIVATE'],
  ['no key', 'a0', 'MESSAGE_FIELD_MISSING'],
  ['no message', '', 'CBOR_NOT_CANONICAL'],
])('%s is told as a refusal', (_name, hex, code) => {
  expect(accountsIn('crypto-hdkey', fromHex(hex))).toMatchObject({ code });
});
