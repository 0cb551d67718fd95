import { accountConfirmationDigest } from '@vieraugen/shared/approvals';
import type { Database } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import type { AccountPrincipal } from '../../http/principal.ts';
import { listPasskeys, type Passkey } from './account.repository.ts';
import type { AccountView } from './accounts.schemas.ts';
import { uuidBytes } from './uuid-bytes.ts';

export type Unconfirmed = {
  readonly account: AccountView;
  readonly passkey: Passkey;
  /** What the confirming administrator signs; both people compare its words. */
  readonly digest: Uint8Array;
};

/** What is to be confirmed of an account. */
export async function unconfirmedOf(db: Database, account: AccountView): Promise<Unconfirmed> {
  const [passkey, ...others] = await listPasskeys(db, account.id);
  if (passkey === undefined || others.length > 0) {
    throw new Error(`accounts: ${account.id} waits with ${others.length} passkeys too many or none`);
  }
  const digest = accountConfirmationDigest({
    accountId: uuidBytes(account.id),
    name: account.name,
    roles: account.roles,
    credentialId: passkey.credentialId,
    publicKey: passkey.publicKey,
    invitedBy: account.invitedBy === null ? undefined : uuidBytes(account.invitedBy),
  });
  return { account, passkey, digest };
}

/** Throws ACCOUNT_STATE or CONFIRMATION_BY_INVITER. */
export function demandMayConfirm(who: AccountPrincipal, account: AccountView): void {
  demandUnconfirmed(account);
  if (account.invitedBy === who.id) {
    throw new AppError(
      'CONFIRMATION_BY_INVITER',
      `You invited ${account.name}: another administrator has to confirm this account.`,
    );
  }
}

/** Throws ACCOUNT_STATE. */
export function demandUnconfirmed(account: AccountView): void {
  if (account.state === 'unconfirmed') return;
  throw new AppError('ACCOUNT_STATE', `This account does not wait for a confirmation: it is ${account.state}.`);
}
