import { toHex } from '@vieraugen/shared/bytes';
import { sql } from 'kysely';
import type { Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import { appendAudit } from '../audit/index.ts';
import { findHotPolicy, getPolicy, type StoredPolicy } from './policy.repository.ts';

/** From now on this policy judges the hot wallets. Only forward: a lower revision is refused. */
export async function activateHotPolicy(tx: Tx, who: AccountPrincipal, digest: Uint8Array): Promise<StoredPolicy> {
  await sql`LOCK TABLE hot_policies IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
  const next = await getPolicy(tx, digest);
  const current = await findHotPolicy(tx);
  if (current && next.policy.revision <= current.policy.revision) {
    const message = `Revision ${current.policy.revision} is in force; only a policy with a higher revision can follow.`;
    throw new AppError('POLICY_REVISION_TOO_LOW', message);
  }
  await tx.insertInto('hot_policies').values({ policy_digest: digest, activated_by: who.id }).execute();
  const subject = `policy:${toHex(digest)}`;
  const detail = { revision: next.policy.revision };
  appendAudit(tx, { actor: actorOf(who), action: 'policy.activated-for-hot-wallets', subject, detail });
  return next;
}
