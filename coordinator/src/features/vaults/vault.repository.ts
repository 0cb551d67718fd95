import type { Roster } from '@vieraugen/shared/approvals';
import type { Officer, PairingOffer } from '@vieraugen/shared/protocol';
import { openSelfSignedMessage, pairingOffer } from '@vieraugen/shared/protocol';
import { z } from 'zod';
import type { Database, Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { uuidBytes } from '../accounts/index.ts';

export type Vault = {
  readonly id: string;
  readonly name: string;
  readonly pairingId: string;
  readonly stationKey: Uint8Array;
  readonly officers: readonly Officer[];
  readonly officerQuorum: number;
  readonly policyDigest: Uint8Array;
  readonly createdAt: Date;
};

const Bytes = z.instanceof(Uint8Array);
const VaultRow = z.object({
  id: z.guid(),
  name: z.string(),
  pairing_id: z.guid(),
  station_key: Bytes,
  officer_quorum: z.number().int(),
  policy_digest: Bytes,
  created_at: z.date(),
});
const OfficerRow = z
  .object({ officer_id: z.guid(), name: z.string(), public_key: Bytes })
  .transform((row): Officer => ({ officerId: uuidBytes(row.officer_id), name: row.name, publicKey: row.public_key }));

const COLUMNS = ['id', 'name', 'pairing_id', 'station_key', 'officer_quorum', 'policy_digest', 'created_at'] as const;

export async function listVaults(db: Database): Promise<readonly Vault[]> {
  const rows = await db.selectFrom('vaults').select(COLUMNS).orderBy('created_at').orderBy('id').execute();
  return Promise.all(rows.map((row) => withOfficers(db, row)));
}

/** Throws VAULT_NOT_FOUND. */
export async function getVault(db: Database, id: string): Promise<Vault> {
  const row = await db.selectFrom('vaults').select(COLUMNS).where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new AppError('VAULT_NOT_FOUND', 'There is no vault with this id.');
  return withOfficers(db, row);
}

/** The vault whose station key has this id: who must have sealed a message. */
export async function findVaultByStationKey(db: Database, keyId: Uint8Array): Promise<Vault | undefined> {
  const row = await db.selectFrom('vaults').select(COLUMNS).where('station_key_id', '=', keyId).executeTakeFirst();
  return row === undefined ? undefined : withOfficers(db, row);
}

/** Gives the next sequence number of a signing-request; holds the vault's row until the transaction ends. */
export async function nextRequestSequence(tx: Tx, vaultId: string): Promise<number> {
  const row = await tx
    .updateTable('vaults')
    .set((eb) => ({ request_sequence: eb('request_sequence', '+', '1') }))
    .where('id', '=', vaultId)
    .returning('request_sequence')
    .executeTakeFirstOrThrow();
  return Number(row.request_sequence);
}

/** The offer that a vault was paired with: the exact bytes, and what they say. */
export async function readPairingMessages(
  db: Database,
  vault: Vault,
): Promise<{ readonly offer: Uint8Array; readonly acceptance: Uint8Array; readonly roster: Roster }> {
  const row = await db
    .selectFrom('pairings')
    .select(['offer', 'acceptance'])
    .where('id', '=', vault.pairingId)
    .executeTakeFirstOrThrow();
  const { offer, acceptance } = z.object({ offer: Bytes, acceptance: Bytes }).parse(row);
  const { content } = openSelfSignedMessage(pairingOffer, offer, (message: PairingOffer) => message.identityKey);
  return { offer, acceptance, roster: { rpId: content.rpId, origins: content.origins, approvers: content.approvers } };
}

async function withOfficers(db: Database, row: unknown): Promise<Vault> {
  const vault = VaultRow.parse(row);
  const officers = await db
    .selectFrom('vault_officers')
    .select(['officer_id', 'name', 'public_key'])
    .where('vault_id', '=', vault.id)
    .orderBy('name')
    .execute();
  return {
    id: vault.id,
    name: vault.name,
    pairingId: vault.pairing_id,
    stationKey: vault.station_key,
    officers: z.array(OfficerRow).parse(officers),
    officerQuorum: vault.officer_quorum,
    policyDigest: vault.policy_digest,
    createdAt: vault.created_at,
  };
}
