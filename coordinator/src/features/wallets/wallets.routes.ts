import { toHex } from '@vieraugen/shared/bytes';
import { toChecksumAddress } from '@vieraugen/shared/chains/evm';
import { keyManifest } from '@vieraugen/shared/protocol';
import { requireAccount } from '../../http/principal.ts';
import { type Route, route } from '../../http/route.ts';
import type { CustodyServices } from '../custody-services.ts';
import { AssertionOptions, IdParams, PasskeyAssertion, ScannedMessage } from '../wire.schemas.ts';
import { scannedBytes, uuidOfBytes } from '../wire.ts';
import { confirmForeignWallet, readWalletConfirmation } from './confirm-foreign-wallet.ts';
import { createHotWallet } from './create-hot-wallet.ts';
import { readBalances } from './read-balances.ts';
import { registerColdWallets } from './register-cold-wallets.ts';
import { registerForeignWallet } from './register-foreign-wallet.ts';
import { type ForeignKey, getWallet, listWallets, type Wallet } from './wallet.repository.ts';
import {
  BalanceList,
  BalancesQuery,
  CreateHotWallet,
  RegisteredWallets,
  RegisterForeignWallet,
  WalletList,
  WalletView,
} from './wallets.schemas.ts';

const READ = {
  roles: ['administrator', 'operator', 'approver', 'compliance', 'auditor'],
  scopes: ['wallets:read'],
} as const;
const MANIFEST_LIMIT = 1_048_576;

export function walletRoutes(services: CustodyServices): readonly Route[] {
  return [...makeRoutes(services), ...confirmationRoutes(services), ...readRoutes(services)];
}

function makeRoutes(services: CustodyServices): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/wallets',
      summary: 'Create a hot wallet: a new key in KMS',
      access: { roles: ['administrator'] },
      idempotent: true,
      body: CreateHotWallet,
      reply: WalletView,
      status: 201,
      run: async ({ principal, body, tx }) =>
        viewOf(await createHotWallet(services, tx, requireAccount(principal), body)),
    }),
    route({
      method: 'post',
      path: '/v1/key-manifests',
      summary: 'Register the keys that the officers generated as cold wallets',
      access: { roles: ['administrator'] },
      idempotent: true,
      body: ScannedMessage,
      bodyLimit: MANIFEST_LIMIT,
      reply: RegisteredWallets,
      status: 201,
      run: async ({ principal, body, tx }) => {
        const bytes = scannedBytes(keyManifest, body);
        const registered = await registerColdWallets(services, tx, requireAccount(principal), bytes);
        return { vaultId: registered.vaultId, wallets: registered.wallets.map(viewOf) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/wallets/foreign',
      summary: 'Register an account of somebody else’s air-gapped device as a foreign wallet',
      access: { roles: ['administrator'] },
      idempotent: true,
      body: RegisterForeignWallet,
      bodyLimit: MANIFEST_LIMIT,
      reply: WalletView,
      status: 201,
      run: async ({ principal, body, tx }) => viewOf(await registerForeignWallet(tx, requireAccount(principal), body)),
    }),
  ];
}

function confirmationRoutes(services: CustodyServices): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/wallets/:id/confirmation',
      summary: 'What to ask the passkey for, to confirm a foreign wallet that somebody else registered',
      access: { roles: ['administrator'] },
      idempotent: false,
      params: IdParams,
      reply: AssertionOptions,
      run: ({ principal, params }) => readWalletConfirmation(services, requireAccount(principal), params.id),
    }),
    route({
      method: 'post',
      path: '/v1/wallets/:id/confirmation',
      summary:
        'Confirm a foreign wallet with a passkey, after comparing its address with the device: who registered it cannot',
      access: { roles: ['administrator'] },
      idempotent: true,
      params: IdParams,
      body: PasskeyAssertion,
      reply: WalletView,
      status: 201,
      run: async ({ principal, params, body, tx }) => {
        const input = { id: params.id, assertion: body };
        return viewOf(await confirmForeignWallet(services.webauthn, tx, requireAccount(principal), input));
      },
    }),
  ];
}

function readRoutes(services: CustodyServices): readonly Route[] {
  const { db } = services;
  return [
    route({
      method: 'get',
      path: '/v1/wallets',
      summary: 'All wallets',
      access: READ,
      idempotent: false,
      reply: WalletList,
      run: async () => ({ items: (await listWallets(db)).map(viewOf) }),
    }),
    route({
      method: 'get',
      path: '/v1/wallets/:id',
      summary: 'A wallet',
      access: READ,
      idempotent: false,
      params: IdParams,
      reply: WalletView,
      run: async ({ params }) => viewOf(await getWallet(db, params.id)),
    }),
    route({
      method: 'get',
      path: '/v1/wallets/:id/balances',
      summary: 'What a wallet holds of the assets that its policy knows',
      access: READ,
      idempotent: false,
      params: IdParams,
      query: BalancesQuery,
      reply: BalanceList,
      run: async ({ params, query }) => ({
        items: await readBalances(services, await getWallet(db, params.id), query.chain),
      }),
    }),
  ];
}

function viewOf(wallet: Wallet): WalletView {
  const { custody } = wallet;
  return {
    id: wallet.id,
    kind: custody.kind,
    name: wallet.name,
    address: toChecksumAddress(wallet.address),
    publicKey: wallet.publicKey === undefined ? null : toHex(wallet.publicKey),
    keyId: uuidOfBytes(wallet.keyId),
    vaultId: custody.kind === 'cold' ? custody.vaultId : null,
    device: custody.kind === 'foreign' ? viewOfDevice(custody.device) : null,
    registeredBy: wallet.registeredBy,
    confirmedBy: wallet.confirmedBy ?? null,
    createdAt: wallet.createdAt.toISOString(),
  };
}

function viewOfDevice({ deviceName, path, fingerprint }: ForeignKey): WalletView['device'] {
  return { name: deviceName, derivationPath: path, sourceFingerprint: toHex(fingerprint) };
}
