import { sql } from 'kysely';
import type { Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import { appendAudit } from '../audit/index.ts';
import { getAccount, listAccounts, lockAccount } from './account.repository.ts';
import type { AccountView } from './accounts.schemas.ts';
import { endSessionsOf } from './session.ts';

/** Two: one gives power, another one confirms. With one alone nothing could be changed any more. */
const LEAST_ADMINISTRATORS = 2;

/** Takes all access from an account, at once and for good. Two administrators stay. */
export async function disableAccount(tx: Tx, by: AccountPrincipal, id: string): Promise<AccountView> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('accounts: disable', 0))`.execute(tx);
  const account = await lockAccount(tx, id);
  if (account.state === 'disabled' || account.state === 'refused') return account;
  await demandAdministrators(tx, account);
  await tx.updateTable('accounts').set({ disabled_at: new Date() }).where('id', '=', id).execute();
  await endSessionsOf(tx, id);
  appendAudit(tx, { actor: actorOf(by), action: 'account.disabled', subject: `account:${id}`, detail: {} });
  return getAccount(tx, id);
}

async function demandAdministrators(tx: Tx, leaving: AccountView): Promise<void> {
  const isAdministrator = ({ state, roles }: AccountView) => state === 'active' && roles.includes('administrator');
  if (!isAdministrator(leaving)) return;
  const others = (await listAccounts(tx)).filter((other) => other.id !== leaving.id && isAdministrator(other));
  if (others.length >= LEAST_ADMINISTRATORS) return;
  throw new AppError(
    'ADMINISTRATORS_TOO_FEW',
    'Two administrators must stay, or nobody could confirm anybody any more. Invite another one and let them be confirmed first.',
  );
}
