import { toHex } from '@vieraugen/shared/bytes';
import { sql } from 'kysely';
import type { Database, Tx } from '../../db/schema.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import type { WebAuthnSettings } from '../../services.ts';
import { appendAudit } from '../audit/index.ts';
import type { AssertionOptions, PasskeyAssertion } from '../wire.schemas.ts';
import { getAccount, lockAccount } from './account.repository.ts';
import type { AccountView } from './accounts.schemas.ts';
import { administratorAssertionOptions, verifyAdministratorAssertion } from './administrator-assertion.ts';
import { demandMayConfirm, demandUnconfirmed, type Unconfirmed, unconfirmedOf } from './unconfirmed-account.ts';

/** What another administrator reads before they confirm an account, and what their passkey signs. */
export async function readConfirmation(
  deps: { readonly db: Database; readonly webauthn: WebAuthnSettings },
  who: AccountPrincipal,
  id: string,
): Promise<Unconfirmed & { readonly options: AssertionOptions }> {
  const account = await getAccount(deps.db, id);
  demandMayConfirm(who, account);
  const unconfirmed = await unconfirmedOf(deps.db, account);
  return { ...unconfirmed, options: await administratorAssertionOptions(deps, who, unconfirmed.digest) };
}

/**
 * The second pair of eyes on a new account: from here on it is somebody. Its row is held, so that of two administrators who
 * decide at once one is the first; the database refuses the inviter and the account itself too.
 */
export async function confirmAccount(
  webauthn: WebAuthnSettings,
  tx: Tx,
  who: AccountPrincipal,
  input: { readonly id: string; readonly assertion: PasskeyAssertion },
): Promise<AccountView> {
  const account = await lockAccount(tx, input.id);
  demandMayConfirm(who, account);
  const { digest, passkey } = await unconfirmedOf(tx, account);
  const signed = await verifyAdministratorAssertion(tx, webauthn, { who, digest, assertion: input.assertion });
  await tx
    .insertInto('account_confirmations')
    .values({ account_id: account.id, confirmed_by: who.id, ...signed })
    .execute();
  await tx.updateTable('accounts').set({ active_since: sql<Date>`now()` }).where('id', '=', account.id).execute();
  appendAudit(tx, {
    actor: actorOf(who),
    action: 'account.confirmed',
    subject: `account:${account.id}`,
    detail: {
      digest: toHex(digest),
      roles: account.roles.join(' '),
      credentialId: toHex(passkey.credentialId),
      publicKey: toHex(passkey.publicKey),
      invitedBy: account.invitedBy ?? 'console',
      signedWith: toHex(signed.credential_id),
    },
  });
  return getAccount(tx, account.id);
}

/** One no is enough, the inviter's too: the account ends here and was never anybody. */
export async function refuseAccount(
  tx: Tx,
  who: AccountPrincipal,
  input: { readonly id: string; readonly reason: string },
): Promise<AccountView> {
  const account = await lockAccount(tx, input.id);
  demandUnconfirmed(account);
  await tx
    .updateTable('accounts')
    .set({ disabled_at: sql<Date>`now()`, refusal: input.reason })
    .where('id', '=', account.id)
    .execute();
  const subject = `account:${account.id}`;
  appendAudit(tx, { actor: actorOf(who), action: 'account.refused', subject, detail: { reason: input.reason } });
  return getAccount(tx, account.id);
}
