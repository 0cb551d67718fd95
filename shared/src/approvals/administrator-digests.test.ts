import { expect, test } from 'vitest';
import { toHex } from '../bytes/index.ts';
import { intentDigest } from '../protocol/index.ts';
import {
  type AccountToConfirm,
  accountConfirmationDigest,
  type ForeignWalletToConfirm,
  foreignWalletDigest,
  type PolicyActivation,
  policyActivationDigest,
} from './administrator-digests.ts';

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);

const ACCOUNT: AccountToConfirm = {
  accountId: bytes(16, 1),
  name: 'Anna Roth',
  roles: ['approver', 'compliance'],
  credentialId: bytes(32, 2),
  publicKey: bytes(33, 3),
  invitedBy: bytes(16, 4),
};
const ACTIVATION: PolicyActivation = { policyDigest: bytes(32, 5), wallets: 'hot', after: 0 };
const WALLET: ForeignWalletToConfirm = {
  walletId: bytes(16, 6),
  name: 'Petty cash',
  address: bytes(20, 7),
  path: "m/44'/60'/0'/0/0",
  fingerprint: bytes(4, 8),
  deviceName: 'Keystone',
  registeredBy: bytes(16, 4),
};

test('the digest of an account depends on each of its members, and not on the order of its roles', () => {
  const others: readonly Partial<AccountToConfirm>[] = [
    { accountId: bytes(16, 9) },
    { name: 'Anna Rotb' },
    { roles: ['approver'] },
    { roles: ['administrator', 'compliance'] },
    { credentialId: bytes(31, 2) },
    { publicKey: bytes(33, 9) },
    { invitedBy: bytes(16, 9) },
    { invitedBy: undefined },
  ];
  const digests = [{}, ...others].map((change) => toHex(accountConfirmationDigest({ ...ACCOUNT, ...change })));
  expect(new Set(digests).size).toBe(others.length + 1);
  const turned = { ...ACCOUNT, roles: [...ACCOUNT.roles].reverse() };
  expect(toHex(accountConfirmationDigest(turned))).toBe(digests[0]);
});

test('the digest of an activation depends on each of its members', () => {
  const others: readonly Partial<PolicyActivation>[] = [
    { policyDigest: bytes(32, 9) },
    { wallets: 'foreign' },
    { after: 1 },
  ];
  const digests = [{}, ...others].map((change) => toHex(policyActivationDigest({ ...ACTIVATION, ...change })));
  expect(new Set(digests).size).toBe(others.length + 1);
});

test('the digest of a foreign wallet depends on each of its members', () => {
  const others: readonly Partial<ForeignWalletToConfirm>[] = [
    { walletId: bytes(16, 9) },
    { name: 'Petty cosh' },
    { address: bytes(20, 9) },
    { path: "m/44'/60'/0'/0/1" },
    { fingerprint: bytes(4, 9) },
    { deviceName: 'Other' },
    { registeredBy: bytes(16, 9) },
  ];
  const digests = [{}, ...others].map((change) => toHex(foreignWalletDigest({ ...WALLET, ...change })));
  expect(new Set(digests).size).toBe(others.length + 1);
});

test('the digests stay what they are: people and stored assertions rely on them', () => {
  expect(toHex(accountConfirmationDigest(ACCOUNT))).toMatchInlineSnapshot(
    `"25fd2bfe69ff7e931c2d8d9d36da6ba0eeb6b53050f6c658c8c3f00f27839cb3"`,
  );
  expect(toHex(foreignWalletDigest(WALLET))).toMatchInlineSnapshot(
    `"bbed949566325477e02b68a7fba9cc835d2cb6a5ebc7e9b7c14c340030d40cde"`,
  );
  expect(toHex(policyActivationDigest(ACTIVATION))).toMatchInlineSnapshot(
    `"405fd39db6a506b85271f37f5f77fe108317f2f73afec43e31c7134bfe7def3d"`,
  );
});

test('nothing that is signed for one purpose can serve another', () => {
  const same = intentDigest(ACTIVATION.policyDigest);
  expect(toHex(policyActivationDigest(ACTIVATION))).not.toBe(toHex(same));
  expect(() => accountConfirmationDigest({ ...ACCOUNT, name: 'An\u202ena' })).toThrow('not valid');
});
