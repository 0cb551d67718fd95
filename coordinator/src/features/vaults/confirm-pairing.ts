import { equalBytes, toHex } from '@vieraugen/shared/bytes';
import { p256KeyId } from '@vieraugen/shared/cose';
import type { OpenedMessage, PairingAcceptance } from '@vieraugen/shared/protocol';
import type { Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import { appendAudit } from '../audit/index.ts';
import type { CustodyServices } from '../custody-services.ts';
import { getPolicy } from '../policies/index.ts';
import { uuidOfBytes } from '../wire.ts';
import { recordJournalHead } from './journal-heads.ts';
import { openAcceptance } from './open-acceptance.ts';
import { lockPairing, type Pairing } from './pairing.repository.ts';
import { getVault, type Vault } from './vault.repository.ts';

/** Second step: another administrator than the one who made the offer says that the words on both screens are the same; from here on the vault is trusted. */
export async function confirmPairing(
  services: CustodyServices,
  tx: Tx,
  who: AccountPrincipal,
  input: { readonly pairingId: string; readonly acceptanceDigest: Uint8Array },
): Promise<Vault> {
  const pairing = await lockPairing(tx, input.pairingId);
  const acceptance = demandAcceptance(pairing, input.acceptanceDigest);
  demandNotOfferer(who, pairing);
  const { policy } = await getPolicy(tx, pairing.policyDigest);
  const opened = openAcceptance(acceptance, { ...pairing, policy }, services.now());
  const vaultId = uuidOfBytes(opened.content.vaultId);
  await storeVault(tx, who, pairing, opened);
  await recordJournalHead(tx, vaultId, {
    head: opened.content.journalHead,
    messageSequence: opened.content.sequence,
    messageDigest: opened.digest,
  });
  await tx.updateTable('pairings').set({ state: 'confirmed' }).where('id', '=', pairing.id).execute();
  appendAudit(tx, {
    actor: actorOf(who),
    action: 'vault.paired',
    subject: `vault:${vaultId}`,
    detail: {
      pairing: pairing.id,
      acceptanceDigest: toHex(opened.digest),
      stationKey: toHex(opened.content.stationKey),
      officerQuorum: opened.content.officerQuorum,
      policyDigest: toHex(pairing.policyDigest),
    },
  });
  return getVault(tx, vaultId);
}

/** The acceptance on the screen must be the one in the database: another may have been scanned meanwhile. */
function demandAcceptance(pairing: Pairing, digest: Uint8Array): Uint8Array {
  if (pairing.state !== 'accepted' || pairing.acceptance === undefined) {
    throw new AppError('PAIRING_STATE', 'There is no scanned answer to confirm: scan it first, once for each pairing.');
  }
  if (!equalBytes(pairing.acceptance.digest, digest)) {
    throw new AppError('PAIRING_ACCEPTANCE_CHANGED', 'Another answer was scanned meanwhile. Compare the words again.');
  }
  return pairing.acceptance.bytes;
}

function demandNotOfferer(who: AccountPrincipal, pairing: Pairing): void {
  if (pairing.offeredBy !== who.id) return;
  throw new AppError(
    'PAIRING_BY_OFFERER',
    'You made this offer: another administrator has to compare the words and confirm.',
  );
}

async function storeVault(
  tx: Tx,
  who: AccountPrincipal,
  pairing: Pairing,
  { content }: OpenedMessage<PairingAcceptance>,
): Promise<void> {
  const id = uuidOfBytes(content.vaultId);
  const inserted = await tx
    .insertInto('vaults')
    .values({
      id,
      name: content.vaultName,
      pairing_id: pairing.id,
      station_key: content.stationKey,
      station_key_id: p256KeyId(content.stationKey),
      officer_quorum: content.officerQuorum,
      policy_digest: pairing.policyDigest,
      confirmed_by: who.id,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted === undefined) throw new AppError('VAULT_EXISTS', 'This vault, or its station key, is paired already.');
  const officers = content.officers.map((officer) => ({
    vault_id: id,
    officer_id: uuidOfBytes(officer.officerId),
    name: officer.name,
    public_key: officer.publicKey,
  }));
  await tx.insertInto('vault_officers').values(officers).execute();
}
