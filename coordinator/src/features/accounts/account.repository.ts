import { z } from 'zod';
import type { Database, Tx } from '../../db/schema.ts';
import { isUniqueViolation } from '../../db/unique-violation.ts';
import { AppError } from '../../http/app-error.ts';
import { AccountRow } from './account.ts';
import type { AccountView } from './accounts.schemas.ts';
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

export type NewAccount = {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly invitedBy: string | null;
  /** Which of the two founders: active at once. Null: it waits for its confirmation. */
  readonly founder: number | null;
};

export async function insertAccount(tx: Tx, account: NewAccount): Promise<AccountView> {
  try {
    await tx
      .insertInto('accounts')
      .values({
        id: account.id,
        name: account.name,
        roles: [...account.roles],
        founder: account.founder,
        invited_by: account.invitedBy,
        active_since: account.founder === null ? null : new Date(),
        disabled_at: null,
      })
      .execute();
  } catch (cause) {
    if (!isUniqueViolation(cause, 'accounts_name')) throw cause;
    throw new AppError('ACCOUNT_NAME_TAKEN', `There is already an account "${account.name}". Take another name.`, {
      cause,
    });
  }
  return getAccount(tx, account.id);
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

function accounts(db: Database) {
  return db
    .selectFrom('accounts')
    .leftJoin('account_confirmations', 'account_confirmations.account_id', 'accounts.id')
    .select([
      'accounts.id',
      'name',
      'roles',
      'invited_by',
      'confirmed_by',
      'active_since',
      'disabled_at',
      'refusal',
      'accounts.created_at',
    ]);
}

/** All that ever were, the unconfirmed and the refused too: whoever counts people looks at their state. */
export async function listAccounts(db: Database): Promise<readonly AccountView[]> {
  const rows = await accounts(db).orderBy('accounts.created_at').orderBy('accounts.id').execute();
  return z.array(AccountRow).parse(rows);
}

/** Throws ACCOUNT_NOT_FOUND. */
export async function getAccount(db: Database, id: string): Promise<AccountView> {
  const row = await accounts(db).where('accounts.id', '=', id).executeTakeFirst();
  if (row === undefined) throw new AppError('ACCOUNT_NOT_FOUND', 'There is no such account.');
  return AccountRow.parse(row);
}

/** {@link getAccount}, its row held until the transaction ends: of several who decide about it, one is the first. */
export async function lockAccount(tx: Tx, id: string): Promise<AccountView> {
  await tx.selectFrom('accounts').select('id').where('id', '=', id).forUpdate().execute();
  return getAccount(tx, id);
}

/** Passkeys that were not revoked, of one account or of all: whether they count is for the state of their account. */
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
