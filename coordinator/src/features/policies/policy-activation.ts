import { policyActivationDigest } from '@vieraugen/shared/approvals';
import { z } from 'zod';
import type { Database, Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import type { AccountPrincipal } from '../../http/principal.ts';
import type { WebAuthnSettings } from '../../services.ts';
import { administratorAssertionOptions, type SignedDecision, verifyAdministratorAssertion } from '../accounts/index.ts';
import type { AssertionOptions, PasskeyAssertion } from '../wire.schemas.ts';
import { getPolicy, type StoredPolicy } from './policy.repository.ts';

/** The wallets that the coordinator judges alone. */
export type JudgedHere = 'hot' | 'foreign';

const Row = z.object({ number: z.coerce.number().int() });

/** What another administrator's passkey signs to put a policy in force. Throws POLICY_NOT_FOUND or POLICY_BY_PROPOSER. */
export async function readActivation(
  deps: { readonly db: Database; readonly webauthn: WebAuthnSettings },
  who: AccountPrincipal,
  input: { readonly digest: Uint8Array; readonly wallets: JudgedHere },
): Promise<{ readonly after: number; readonly options: AssertionOptions }> {
  const policy = await getPolicy(deps.db, input.digest);
  demandNotProposer(who, policy);
  const after = await lastNumber(deps.db, input.wallets);
  const digest = policyActivationDigest({ policyDigest: policy.digest, wallets: input.wallets, after });
  return { after, options: await administratorAssertionOptions(deps, who, digest) };
}

/**
 * Checks that another administrator than the proposer decided this, after what is in force now: the table of the decisions
 * is locked. Throws POLICY_BY_PROPOSER or what verifyAdministratorAssertion throws.
 */
export async function verifyActivation(
  tx: Tx,
  webauthn: WebAuthnSettings,
  input: {
    readonly who: AccountPrincipal;
    readonly policy: StoredPolicy;
    readonly wallets: JudgedHere;
    readonly assertion: PasskeyAssertion;
  },
): Promise<SignedDecision> {
  const { who, policy, wallets, assertion } = input;
  demandNotProposer(who, policy);
  const after = await lastNumber(tx, wallets);
  const digest = policyActivationDigest({ policyDigest: policy.digest, wallets, after });
  return verifyAdministratorAssertion(tx, webauthn, { who, digest, assertion });
}

function demandNotProposer(who: AccountPrincipal, policy: StoredPolicy): void {
  if (policy.proposedBy !== who.id) return;
  throw new AppError('POLICY_BY_PROPOSER', 'You proposed this policy: another administrator has to put it in force.');
}

async function lastNumber(db: Database, wallets: JudgedHere): Promise<number> {
  const table = wallets === 'hot' ? 'hot_policies' : 'foreign_policies';
  const row = await db.selectFrom(table).select('number').orderBy('number', 'desc').limit(1).executeTakeFirst();
  return row === undefined ? 0 : Row.parse(row).number;
}
