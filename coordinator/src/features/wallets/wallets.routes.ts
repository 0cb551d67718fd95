import { toHex } from '@vieraugen/shared/bytes';
import { toChecksumAddress } from '@vieraugen/shared/chains/evm';
import { keyManifest } from '@vieraugen/shared/protocol';
import { requireAccount } from '../../http/principal.ts';
import { type Route, route } from '../../http/route.ts';
import type { CustodyServices } from '../custody-services.ts';
import { IdParams, ScannedMessage } from '../wire.schemas.ts';
import { scannedBytes, uuidOfBytes } from '../wire.ts';
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
  return [...makeRoutes(services), ...readRoutes(services)];
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
    createdAt: wallet.createdAt.toISOString(),
  };
}

function viewOfDevice({ deviceName, path, fingerprint }: ForeignKey): WalletView['device'] {
  return { name: deviceName, derivationPath: path, sourceFingerprint: toHex(fingerprint) };
}
