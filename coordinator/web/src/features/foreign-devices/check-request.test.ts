import { buildTransfer, parseAddress } from '@vieraugen/shared/chains/evm';
import { encodeEthSignRequest, parsePath } from '@vieraugen/shared/eip4527';
import { expect, test } from 'vitest';
import type { Wallet } from '../wallets/wallets-api.ts';
import type { WithdrawalView } from '../withdrawals/withdrawals-api.ts';
import { checkRequest } from './check-request.ts';

const DESTINATION = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const ADDRESS = '0x9858EfFD232B4033E47d90003D41EC34EcaEda94';
const PATH = "m/44'/60'/0'/0/0";

const wallet: Wallet = {
  id: '0f0e0d0c-0b0a-4908-8706-050403020100',
  kind: 'foreign',
  name: 'Petty cash',
  address: ADDRESS,
  publicKey: null,
  keyId: '01020304-0506-0708-090a-0b0c0d0e0f10',
  vaultId: null,
  device: { name: 'Keystone', derivationPath: PATH, sourceFingerprint: '73c5da0a' },
  registeredBy: '',
  confirmedBy: '',
  createdAt: '2026-01-02T03:04:05.000Z',
};
const withdrawal: WithdrawalView = {
  id: '6d0d3b2a-4a3f-4d0e-9a51-0c6a7c9f1f11',
  state: 'awaiting-ceremony',
  reason: null,
  walletId: wallet.id,
  walletName: wallet.name,
  kind: 'foreign',
  vaultId: null,
  chain: 'eip155:1',
  chainName: 'Ethereum',
  token: null,
  symbol: 'ETH',
  decimals: 18,
  destination: DESTINATION,
  destinationLabel: 'Exchange',
  amount: '1500000000000000000',
  maxFee: '2100000000000000',
  coinSymbol: 'ETH',
  coinDecimals: 18,
  reference: null,
  requestedBy: { id: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee', kind: 'account', name: 'Ada' },
  intentDigest: '00'.repeat(32),
  words: [],
  policyDigest: 'ab'.repeat(32),
  approvalsNeeded: 2,
  approvals: [],
  transaction: null,
  createdAt: '2026-01-02T03:04:05.000Z',
  updatedAt: '2026-01-02T03:04:06.000Z',
  expiresAt: '2026-01-05T03:04:05.000Z',
};

function requestOf(changes: { readonly path?: string; readonly address?: string; readonly amount?: bigint } = {}) {
  return encodeEthSignRequest({
    requestId: new Uint8Array(16),
    unsigned: buildTransfer({
      chainId: 1n,
      nonce: 0n,
      maxPriorityFeePerGas: 1n,
      maxFeePerGas: 100_000_000_000n,
      gasLimit: 21_000n,
      asset: { kind: 'native' },
      destination: parseAddress(DESTINATION),
      amount: changes.amount ?? 1_500_000_000_000_000_000n,
    }),
    key: { path: parsePath(changes.path ?? PATH), fingerprint: Uint8Array.of(0x73, 0xc5, 0xda, 0x0a) },
    address: parseAddress(changes.address ?? ADDRESS),
    origin: 'Vieraugen',
  });
}

test('a request that does what was approved is shown, with what its bytes say', () => {
  const checked = checkRequest(requestOf(), withdrawal, wallet);
  expect(checked).toMatchObject({ kind: 'good', transfer: { amount: 1_500_000_000_000_000_000n, nonce: 0n } });
});

test.each([
  ['another amount', requestOf({ amount: 1n }), 'INTENT_AMOUNT_DIFFERS'],
  ['another key of the device', requestOf({ path: "m/44'/60'/0'/0/1" }), 'WRONG_KEY'],
  ['another address', requestOf({ address: DESTINATION }), 'WRONG_KEY'],
  ['no request at all', Uint8Array.of(0xa0), 'MESSAGE_FIELD_MISSING'],
])('%s is not shown', (_name, message, code) => {
  expect(checkRequest(message, withdrawal, wallet)).toMatchObject({ kind: 'bad', code });
});

test('a fee above the approved one is not shown', () => {
  const checked = checkRequest(requestOf(), { ...withdrawal, maxFee: '2099999999999999' }, wallet);
  expect(checked).toMatchObject({ kind: 'bad', code: 'INTENT_FEE_EXCEEDED' });
});
