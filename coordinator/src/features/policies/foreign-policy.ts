import { toHex } from '@vieraugen/shared/bytes';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Database, Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import type { WebAuthnSettings } from '../../services.ts';
import { appendAudit } from '../audit/index.ts';
import type { PasskeyAssertion } from '../wire.schemas.ts';
import { getPolicy, type StoredPolicy } from './policy.repository.ts';
import { verifyActivation } from './policy-activation.ts';

/** Switching off takes power away: one person does it at once, without a passkey. */
const UNSIGNED = {
  digest: null,
  credential_id: null,
  authenticator_data: null,
  client_data_json: null,
  signature: null,
} as const;

const Row = z.object({ policy_digest: z.instanceof(Uint8Array).nullable() });

/**
 * The policy that judges the foreign wallets; undefined while they are switched off. They have no officers and no HSM
 * behind them: so they are off until an administrator gives them a policy of their own, and off again once one takes it
 * away (docs/decisions/0008-foreign-wallets-are-off-until-limited.md).
 */
export async function findForeignPolicy(db: Database): Promise<StoredPolicy | undefined> {
  const row = await db
    .selectFrom('foreign_policies')
    .select('policy_digest')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  const digest = row === undefined ? null : Row.parse(row).policy_digest;
  return digest === null ? undefined : getPolicy(db, digest);
}

/** {@link findForeignPolicy}, where nothing can go on without one: FOREIGN_WALLETS_OFF. */
export async function getForeignPolicy(db: Database): Promise<StoredPolicy> {
  const found = await findForeignPolicy(db);
  if (found) return found;
  const message = 'Foreign wallets are switched off. An administrator can put a policy in force for them.';
  throw new AppError('FOREIGN_WALLETS_OFF', message);
}

/** From now on this policy judges the foreign wallets. Only forward: a lower revision than any before is refused. */
export async function activateForeignPolicy(
  webauthn: WebAuthnSettings,
  tx: Tx,
  who: AccountPrincipal,
  input: { readonly digest: Uint8Array; readonly assertion: PasskeyAssertion },
): Promise<StoredPolicy> {
  const { digest, assertion } = input;
  await sql`LOCK TABLE foreign_policies IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
  const next = await getPolicy(tx, digest);
  await demandNewer(tx, next);
  const signed = await verifyActivation(tx, webauthn, { who, policy: next, wallets: 'foreign', assertion });
  await tx
    .insertInto('foreign_policies')
    .values({ policy_digest: digest, activated_by: who.id, ...signed })
    .execute();
  appendAudit(tx, {
    actor: actorOf(who),
    action: 'policy.activated-for-foreign-wallets',
    subject: `policy:${toHex(digest)}`,
    detail: { revision: next.policy.revision, proposedBy: next.proposedBy, signedWith: toHex(signed.credential_id) },
  });
  return next;
}

/** What is approved but not yet shown to a device stays where it is; what a device has signed is still taken in. */
export async function switchForeignWalletsOff(tx: Tx, who: AccountPrincipal): Promise<void> {
  await sql`LOCK TABLE foreign_policies IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
  const { digest } = await getForeignPolicy(tx);
  await tx
    .insertInto('foreign_policies')
    .values({ policy_digest: null, activated_by: who.id, ...UNSIGNED })
    .execute();
  appendAudit(tx, {
    actor: actorOf(who),
    action: 'policy.foreign-wallets-switched-off',
    subject: `policy:${toHex(digest)}`,
    detail: {},
  });
}

/** The revision that was in force when they were switched off may come back. */
async function demandNewer(tx: Tx, next: StoredPolicy): Promise<void> {
  const highest = await highestRevision(tx);
  if (highest === undefined || next.policy.revision > highest) return;
  if (next.policy.revision === highest && (await findForeignPolicy(tx)) === undefined) return;
  const message = `Revision ${highest} was in force for foreign wallets; only a policy with a higher revision can follow.`;
  throw new AppError('POLICY_REVISION_TOO_LOW', message);
}

async function highestRevision(tx: Tx): Promise<number | undefined> {
  const row = await tx
    .selectFrom('foreign_policies')
    .innerJoin('policies', 'policies.digest', 'foreign_policies.policy_digest')
    .select((eb) => eb.fn.max('policies.revision').as('revision'))
    .executeTakeFirst();
  return z.object({ revision: z.string().transform(Number).nullable() }).parse(row).revision ?? undefined;
}
