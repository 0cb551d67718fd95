import { toHex } from '@vieraugen/shared/bytes';
import { sql } from 'kysely';
import type { Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import type { WebAuthnSettings } from '../../services.ts';
import { appendAudit } from '../audit/index.ts';
import type { PasskeyAssertion } from '../wire.schemas.ts';
import { findHotPolicy, getPolicy, type StoredPolicy } from './policy.repository.ts';
import { verifyActivation } from './policy-activation.ts';

/** From now on this policy judges the hot wallets. Only forward: a lower revision is refused. */
export async function activateHotPolicy(
  webauthn: WebAuthnSettings,
  tx: Tx,
  who: AccountPrincipal,
  input: { readonly digest: Uint8Array; readonly assertion: PasskeyAssertion },
): Promise<StoredPolicy> {
  const { digest, assertion } = input;
  await sql`LOCK TABLE hot_policies IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
  const next = await getPolicy(tx, digest);
  const current = await findHotPolicy(tx);
  if (current && next.policy.revision <= current.policy.revision) {
    const message = `Revision ${current.policy.revision} is in force; only a policy with a higher revision can follow.`;
    throw new AppError('POLICY_REVISION_TOO_LOW', message);
  }
  const signed = await verifyActivation(tx, webauthn, { who, policy: next, wallets: 'hot', assertion });
  await tx
    .insertInto('hot_policies')
    .values({ policy_digest: digest, activated_by: who.id, ...signed })
    .execute();
  appendAudit(tx, {
    actor: actorOf(who),
    action: 'policy.activated-for-hot-wallets',
    subject: `policy:${toHex(digest)}`,
    detail: { revision: next.policy.revision, proposedBy: next.proposedBy, signedWith: toHex(signed.credential_id) },
  });
  return next;
}
