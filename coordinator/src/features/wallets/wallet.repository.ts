import { z } from 'zod';
import type { Database, Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import type { SigningKey } from '../../kms/kms-keys.ts';

/** Which key of which device a foreign wallet is. */
export type ForeignKey = {
  /** `m/44'/60'/0'/0/0` (BIP-32). */
  readonly path: string;
  /** Of the device's master key: the first 4 bytes of its identifier (BIP-32). */
  readonly fingerprint: Uint8Array;
  readonly deviceName: string;
};

/** Who holds the key: KMS, the HSM of a vault, or somebody else's air-gapped device. */
export type WalletCustody =
  | { readonly kind: 'hot'; readonly key: SigningKey }
  | { readonly kind: 'cold'; readonly vaultId: string }
  | { readonly kind: 'foreign'; readonly device: ForeignKey };

/** One key and its address. */
export type Wallet = {
  readonly id: string;
  readonly name: string;
  readonly keyId: Uint8Array;
  /** Undefined for a foreign wallet of which only the address is known. */
  readonly publicKey: Uint8Array | undefined;
  readonly address: Uint8Array;
  /** The account that made or registered it. */
  readonly registeredBy: string;
  /** Of a foreign wallet: the account that confirmed it; undefined while it waits. */
  readonly confirmedBy: string | undefined;
  readonly createdAt: Date;
  readonly custody: WalletCustody;
};

const Bytes = z.instanceof(Uint8Array);
const Columns = z.object({
  id: z.guid(),
  name: z.string(),
  key_id: Bytes,
  public_key: Bytes.nullable(),
  address: Bytes,
  kms_key_arn: z.string().nullable(),
  vault_id: z.guid().nullable(),
  device_path: z.string().nullable(),
  device_fingerprint: Bytes.nullable(),
  device_name: z.string().nullable(),
  created_by: z.guid(),
  confirmed_by: z.guid().nullable(),
  created_at: z.date(),
});
const Row = Columns.transform(
  (row): Wallet => ({
    id: row.id,
    name: row.name,
    keyId: row.key_id,
    publicKey: row.public_key ?? undefined,
    address: row.address,
    registeredBy: row.created_by,
    confirmedBy: row.confirmed_by ?? undefined,
    createdAt: row.created_at,
    custody: custodyOf(row),
  }),
);

/** The database's checks allow a row exactly one of the three. */
function custodyOf(row: z.output<typeof Columns>): WalletCustody {
  const { public_key: publicKey, kms_key_arn: keyArn, vault_id: vaultId } = row;
  if (keyArn !== null && publicKey !== null) return { kind: 'hot', key: { keyArn, publicKey } };
  if (vaultId !== null) return { kind: 'cold', vaultId };
  const { device_path: path, device_fingerprint: fingerprint, device_name: deviceName } = row;
  if (path !== null && fingerprint !== null && deviceName !== null) {
    return { kind: 'foreign', device: { path, fingerprint, deviceName } };
  }
  throw new Error(`wallets: the row ${row.id} is neither hot, cold nor foreign`);
}

function wallets(db: Database) {
  return db
    .selectFrom('wallets')
    .leftJoin('wallet_confirmations', 'wallet_confirmations.wallet_id', 'wallets.id')
    .select([
      'wallets.id',
      'name',
      'key_id',
      'public_key',
      'address',
      'kms_key_arn',
      'vault_id',
      'device_path',
      'device_fingerprint',
      'device_name',
      'created_by',
      'confirmed_by',
      'wallets.created_at',
    ]);
}

type Origin =
  | { readonly kind: 'hot'; readonly keyArn: string }
  | { readonly kind: 'cold'; readonly vaultId: string; readonly manifestDigest: Uint8Array }
  | { readonly kind: 'foreign'; readonly device: ForeignKey };

export type NewWallet = {
  readonly id: string;
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly publicKey: Uint8Array | undefined;
  readonly address: Uint8Array;
  readonly createdBy: string;
  readonly origin: Origin;
};

/** Throws WALLET_EXISTS for a key that is a wallet already. */
export async function insertWallet(tx: Tx, wallet: NewWallet): Promise<Wallet> {
  const row = await tx
    .insertInto('wallets')
    .values({
      id: wallet.id,
      kind: wallet.origin.kind,
      name: wallet.name,
      key_id: wallet.keyId,
      public_key: wallet.publicKey ?? null,
      address: wallet.address,
      created_by: wallet.createdBy,
      ...originColumns(wallet.origin),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (row === undefined) throw new AppError('WALLET_EXISTS', 'This key belongs to a wallet already.');
  return getWallet(tx, row.id);
}

function originColumns(origin: Origin) {
  switch (origin.kind) {
    case 'hot':
      return { kms_key_arn: origin.keyArn };
    case 'cold':
      return { vault_id: origin.vaultId, manifest_digest: origin.manifestDigest };
    case 'foreign': {
      const { path, fingerprint, deviceName } = origin.device;
      return { device_path: path, device_fingerprint: fingerprint, device_name: deviceName };
    }
  }
}

export async function listWallets(db: Database): Promise<readonly Wallet[]> {
  return z.array(Row).parse(await wallets(db).orderBy('wallets.created_at').orderBy('wallets.id').execute());
}

/** Throws WALLET_NOT_FOUND. */
export async function getWallet(db: Database, id: string): Promise<Wallet> {
  const row = await wallets(db).where('wallets.id', '=', id).executeTakeFirst();
  if (row === undefined) throw new AppError('WALLET_NOT_FOUND', 'There is no wallet with this id.');
  return Row.parse(row);
}

/** {@link getWallet}, where it is to pay: a foreign wallet must have been confirmed. Throws WALLET_UNCONFIRMED. */
export async function getPayingWallet(db: Database, id: string): Promise<Wallet> {
  const wallet = await getWallet(db, id);
  if (wallet.custody.kind !== 'foreign' || wallet.confirmedBy !== undefined) return wallet;
  const message =
    'This wallet waits for another administrator to compare its address with the device, and to confirm it.';
  throw new AppError('WALLET_UNCONFIRMED', message);
}

/** Lets one transaction at a time give out nonces of a wallet. */
export async function lockWallet(tx: Tx, id: string): Promise<void> {
  await tx.selectFrom('wallets').select('id').where('id', '=', id).forNoKeyUpdate().executeTakeFirstOrThrow();
}
