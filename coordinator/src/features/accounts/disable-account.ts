import { sql } from 'kysely';
import type { Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import { appendAudit } from '../audit/index.ts';
import { findAccount, listAccounts } from './account.repository.ts';
import type { AccountView } from './account.ts';
import { endSessionsOf } from './session.ts';

/** Takes all access from an account, at once and for good. The last administrator stays. */
export async function disableAccount(tx: Tx, by: AccountPrincipal, id: string): Promise<AccountView> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('accounts: disable', 0))`.execute(tx);
  const account = await findAccount(tx, id);
  if (account === undefined) throw new AppError('ACCOUNT_NOT_FOUND', 'There is no such account.');
  if (account.disabled) return account;
  const administrators = (await listAccounts(tx)).filter(
    (other) => !other.disabled && other.roles.includes('administrator'),
  );
  if (administrators.every((other) => other.id === id) && administrators.length > 0) {
    throw new AppError('ACCOUNT_LAST_ADMINISTRATOR', 'This is the last administrator. Invite another one first.');
  }
  await tx.updateTable('accounts').set({ disabled_at: new Date() }).where('id', '=', id).execute();
  await endSessionsOf(tx, id);
  appendAudit(tx, { actor: actorOf(by), action: 'account.disabled', subject: `account:${id}`, detail: {} });
  return { ...account, disabled: true };
}
