import { z } from 'zod';
import type { Database, Tx } from '../../db/schema.ts';
import { isUniqueViolation } from '../../db/unique-violation.ts';
import { AppError } from '../../http/app-error.ts';
import { AccountRow, type AccountView } from './account.ts';
import type { Role } from './roles.ts';

export type NewPasskey = {
  readonly credentialId: Uint8Array;
  /** P-256, compressed: 33 bytes. */
  readonly publicKey: Uint8Array;
  readonly signCount: number;
  readonly backedUp: boolean;
  readonly aaguid: string;
};

const PasskeyRow = z
  .object({
    credential_id: z.instanceof(Uint8Array),
    account_id: z.uuid(),
    public_key: z.instanceof(Uint8Array),
    sign_count: z.coerce.number().int(),
  })
  .transform((row) => ({
    credentialId: row.credential_id,
    accountId: row.account_id,
    publicKey: row.public_key,
    signCount: row.sign_count,
  }));
/** A registered passkey that was not revoked. */
export type Passkey = z.infer<typeof PasskeyRow>;

const ACCOUNT_COLUMNS = ['id', 'name', 'roles', 'disabled_at', 'created_at'] as const;

export async function insertAccount(
  tx: Tx,
  account: { readonly id: string; readonly name: string; readonly roles: readonly Role[] },
): Promise<AccountView> {
  try {
    const row = await tx
      .insertInto('accounts')
      .values({ id: account.id, name: account.name, roles: [...account.roles], disabled_at: null })
      .returning(ACCOUNT_COLUMNS)
      .executeTakeFirstOrThrow();
    return AccountRow.parse(row);
  } catch (cause) {
    if (!isUniqueViolation(cause, 'accounts_name')) throw cause;
    throw new AppError('ACCOUNT_NAME_TAKEN', `There is already an account "${account.name}". Take another name.`, {
      cause,
    });
  }
}

export async function insertPasskey(tx: Tx, accountId: string, passkey: NewPasskey): Promise<void> {
  try {
    await tx
      .insertInto('passkeys')
      .values({
        credential_id: passkey.credentialId,
        account_id: accountId,
        public_key: passkey.publicKey,
        sign_count: passkey.signCount,
        backed_up: passkey.backedUp,
        aaguid: passkey.aaguid,
      })
      .execute();
  } catch (cause) {
    if (!isUniqueViolation(cause, 'passkeys_pkey')) throw cause;
    throw new AppError('PASSKEY_ALREADY_REGISTERED', 'This passkey belongs to an account already.', { cause });
  }
}

export async function listAccounts(db: Database): Promise<readonly AccountView[]> {
  const rows = await db.selectFrom('accounts').select(ACCOUNT_COLUMNS).orderBy('created_at').orderBy('id').execute();
  return z.array(AccountRow).parse(rows);
}

export async function findAccount(db: Database, id: string): Promise<AccountView | undefined> {
  const row = await db.selectFrom('accounts').select(ACCOUNT_COLUMNS).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : AccountRow.parse(row);
}

/** Passkeys that count, of one account or of all. */
export async function listPasskeys(db: Database, accountId?: string): Promise<readonly Passkey[]> {
  let query = db
    .selectFrom('passkeys')
    .select(['credential_id', 'account_id', 'public_key', 'sign_count'])
    .where('revoked_at', 'is', null)
    .orderBy('created_at');
  if (accountId !== undefined) query = query.where('account_id', '=', accountId);
  return z.array(PasskeyRow).parse(await query.execute());
}

export async function findPasskey(db: Database, credentialId: Uint8Array): Promise<Passkey | undefined> {
  const row = await db
    .selectFrom('passkeys')
    .select(['credential_id', 'account_id', 'public_key', 'sign_count'])
    .where('credential_id', '=', credentialId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? undefined : PasskeyRow.parse(row);
}
