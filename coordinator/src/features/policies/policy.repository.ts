import { equalBytes, toHex } from '@vieraugen/shared/bytes';
import { decodePolicy, type Policy, policyDigest } from '@vieraugen/shared/policy';
import { z } from 'zod';
import type { Database } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';

/** A policy as it is stored: what it says, and the exact bytes that its digest is over. */
export type StoredPolicy = {
  readonly digest: Uint8Array;
  readonly bytes: Uint8Array;
  readonly policy: Policy;
  /** The account that proposed it, and cannot put it in force. */
  readonly proposedBy: string;
  readonly createdAt: Date;
};

/** What was decoded before, by the digest of its bytes: the same bytes say the same. */
const known = new Map<string, Policy>();
const MOST_KNOWN = 50;

function decoded({ digest, bytes }: { readonly digest: Uint8Array; readonly bytes: Uint8Array }): Policy {
  const name = toHex(digest);
  const policy = known.get(name) ?? decodePolicy(bytes);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(name, policy);
  return policy;
}

const Row = z
  .object({
    digest: z.instanceof(Uint8Array),
    bytes: z.instanceof(Uint8Array),
    created_by: z.uuid(),
    created_at: z.date(),
  })
  .transform((row): StoredPolicy => {
    if (!equalBytes(policyDigest(row.bytes), row.digest)) {
      throw new Error(`policies: the bytes of ${toHex(row.digest)} are not those of its digest`);
    }
    return {
      digest: row.digest,
      bytes: row.bytes,
      policy: decoded(row),
      proposedBy: row.created_by,
      createdAt: row.created_at,
    };
  });

const COLUMNS = ['policies.digest', 'policies.bytes', 'policies.created_by', 'policies.created_at'] as const;

export async function listPolicies(db: Database): Promise<readonly StoredPolicy[]> {
  const rows = await db.selectFrom('policies').select(COLUMNS).orderBy('created_at', 'desc').limit(100).execute();
  return z.array(Row).parse(rows);
}

/** Throws POLICY_NOT_FOUND. */
export async function getPolicy(db: Database, digest: Uint8Array): Promise<StoredPolicy> {
  const row = await db.selectFrom('policies').select(COLUMNS).where('digest', '=', digest).executeTakeFirst();
  if (row === undefined) throw new AppError('POLICY_NOT_FOUND', 'There is no policy with this digest.');
  return Row.parse(row);
}

/** The policy that judges the hot wallets; undefined before the first was activated. */
export async function findHotPolicy(db: Database): Promise<StoredPolicy | undefined> {
  const row = await db
    .selectFrom('hot_policies')
    .innerJoin('policies', 'policies.digest', 'hot_policies.policy_digest')
    .select(COLUMNS)
    .orderBy('hot_policies.number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : Row.parse(row);
}

/** {@link findHotPolicy}, where nothing can go on without one: POLICY_MISSING. */
export async function getHotPolicy(db: Database): Promise<StoredPolicy> {
  const found = await findHotPolicy(db);
  if (found) return found;
  throw new AppError(
    'POLICY_MISSING',
    'No policy is in force for hot wallets. An administrator must activate one first.',
  );
}

export async function vaultsUnderPolicy(db: Database, digest: Uint8Array): Promise<string[]> {
  const rows = await db.selectFrom('vaults').select('id').where('policy_digest', '=', digest).orderBy('id').execute();
  return rows.map((row) => row.id);
}
