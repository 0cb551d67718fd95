import { toHex } from '@vieraugen/shared/bytes';
import { encodePolicy, policyDigest } from '@vieraugen/shared/policy';
import type { Tx } from '../../db/schema.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import { appendAudit } from '../audit/index.ts';
import type { PolicyJson } from './policies.schemas.ts';
import { getPolicy, type StoredPolicy } from './policy.repository.ts';
import { policyOfJson } from './policy-json.ts';

/** Stores a policy under the digest of its bytes. It is in force nowhere until it is paired or activated. */
export async function proposePolicy(tx: Tx, who: AccountPrincipal, json: PolicyJson): Promise<StoredPolicy> {
  const bytes = encodePolicy(policyOfJson(json));
  const digest = policyDigest(bytes);
  const inserted = await tx
    .insertInto('policies')
    .values({ digest, bytes, revision: json.revision, created_by: who.id })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .returning('digest')
    .executeTakeFirst();
  if (inserted) {
    const subject = `policy:${toHex(digest)}`;
    appendAudit(tx, { actor: actorOf(who), action: 'policy.proposed', subject, detail: { revision: json.revision } });
  }
  return getPolicy(tx, digest);
}
