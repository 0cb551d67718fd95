import { z } from 'zod';
import type { Database, Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';

export type Pairing = {
  readonly id: string;
  readonly state: 'offered' | 'accepted' | 'confirmed';
  readonly offer: Uint8Array;
  readonly offerDigest: Uint8Array;
  readonly policyDigest: Uint8Array;
  readonly acceptance: { readonly bytes: Uint8Array; readonly digest: Uint8Array } | undefined;
  /** The account that made the offer, and cannot confirm the pairing. */
  readonly offeredBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

const Bytes = z.instanceof(Uint8Array);
const Row = z
  .object({
    id: z.guid(),
    state: z.enum(['offered', 'accepted', 'confirmed']),
    offer: Bytes,
    offer_digest: Bytes,
    policy_digest: Bytes,
    acceptance: Bytes.nullable(),
    acceptance_digest: Bytes.nullable(),
    created_by: z.uuid(),
    created_at: z.date(),
    expires_at: z.date(),
  })
  .transform(
    (row): Pairing => ({
      id: row.id,
      state: row.state,
      offer: row.offer,
      offerDigest: row.offer_digest,
      policyDigest: row.policy_digest,
      acceptance:
        row.acceptance && row.acceptance_digest ? { bytes: row.acceptance, digest: row.acceptance_digest } : undefined,
      offeredBy: row.created_by,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
    }),
  );

export async function listPairings(db: Database): Promise<readonly Pairing[]> {
  const rows = await db.selectFrom('pairings').selectAll().orderBy('created_at', 'desc').limit(100).execute();
  return z.array(Row).parse(rows);
}

/** Throws PAIRING_NOT_FOUND. */
export async function getPairing(db: Database, id: string): Promise<Pairing> {
  return parse(await db.selectFrom('pairings').selectAll().where('id', '=', id).executeTakeFirst());
}

/** {@link getPairing}, its row held until the transaction ends. */
export async function lockPairing(tx: Tx, id: string): Promise<Pairing> {
  return parse(await tx.selectFrom('pairings').selectAll().where('id', '=', id).forUpdate().executeTakeFirst());
}

function parse(row: unknown): Pairing {
  if (row === undefined) throw new AppError('PAIRING_NOT_FOUND', 'There is no pairing with this id.');
  return Row.parse(row);
}
