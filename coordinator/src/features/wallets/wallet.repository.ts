import { z } from 'zod';
import type { Database, Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import type { SigningKey } from '../../kms/kms-keys.ts';

/** One key and its address. */
export type Wallet = {
  readonly id: string;
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly address: Uint8Array;
  readonly createdAt: Date;
  readonly custody:
    | { readonly kind: 'hot'; readonly key: SigningKey }
    | { readonly kind: 'cold'; readonly vaultId: string };
};

const Bytes = z.instanceof(Uint8Array);
const Row = z
  .object({
    id: z.guid(),
    name: z.string(),
    key_id: Bytes,
    public_key: Bytes,
    address: Bytes,
    kms_key_arn: z.string().nullable(),
    vault_id: z.guid().nullable(),
    created_at: z.date(),
  })
  .transform(
    (row): Wallet => ({
      id: row.id,
      name: row.name,
      keyId: row.key_id,
      publicKey: row.public_key,
      address: row.address,
      createdAt: row.created_at,
      custody: custodyOf(row.public_key, row.kms_key_arn, row.vault_id),
    }),
  );

function custodyOf(publicKey: Uint8Array, keyArn: string | null, vaultId: string | null): Wallet['custody'] {
  if (keyArn !== null && vaultId === null) return { kind: 'hot', key: { keyArn, publicKey } };
  if (vaultId !== null && keyArn === null) return { kind: 'cold', vaultId };
  throw new Error('wallets: a row is neither hot nor cold');
}

const COLUMNS = ['id', 'name', 'key_id', 'public_key', 'address', 'kms_key_arn', 'vault_id', 'created_at'] as const;

export type NewWallet = {
  readonly id: string;
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly address: Uint8Array;
  readonly createdBy: string;
  readonly origin: { readonly keyArn: string } | { readonly vaultId: string; readonly manifestDigest: Uint8Array };
};

/** Throws WALLET_EXISTS for a key that is a wallet already. */
export async function insertWallet(tx: Tx, wallet: NewWallet): Promise<Wallet> {
  const { origin } = wallet;
  const isHot = 'keyArn' in origin;
  const row = await tx
    .insertInto('wallets')
    .values({
      id: wallet.id,
      kind: isHot ? 'hot' : 'cold',
      name: wallet.name,
      key_id: wallet.keyId,
      public_key: wallet.publicKey,
      address: wallet.address,
      kms_key_arn: isHot ? origin.keyArn : null,
      vault_id: isHot ? null : origin.vaultId,
      manifest_digest: isHot ? null : origin.manifestDigest,
      created_by: wallet.createdBy,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning(COLUMNS)
    .executeTakeFirst();
  if (row === undefined) throw new AppError('WALLET_EXISTS', 'This key belongs to a wallet already.');
  return Row.parse(row);
}

export async function listWallets(db: Database): Promise<readonly Wallet[]> {
  return z
    .array(Row)
    .parse(await db.selectFrom('wallets').select(COLUMNS).orderBy('created_at').orderBy('id').execute());
}

/** Throws WALLET_NOT_FOUND. */
export async function getWallet(db: Database, id: string): Promise<Wallet> {
  const row = await db.selectFrom('wallets').select(COLUMNS).where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new AppError('WALLET_NOT_FOUND', 'There is no wallet with this id.');
  return Row.parse(row);
}

/** Lets one transaction at a time give out nonces of a wallet. */
export async function lockWallet(tx: Tx, id: string): Promise<void> {
  await tx.selectFrom('wallets').select('id').where('id', '=', id).forNoKeyUpdate().executeTakeFirstOrThrow();
}
