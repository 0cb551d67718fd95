import { equalBytes, toHex } from '@vieraugen/shared/bytes';
import { EMPTY_HEAD } from '@vieraugen/shared/journal';
import {
  type Officer,
  openSelfSignedMessage,
  type PairingAcceptance,
  pairingAcceptance,
} from '@vieraugen/shared/protocol';
import type { z } from 'zod';
import type { Database } from '../../db/schema.ts';
import { uuidOfBytes, viewOfHead, wordsOf } from '../wire.ts';
import { latestJournalHead } from './journal-heads.ts';
import type { Pairing } from './pairing.repository.ts';
import type { Vault } from './vault.repository.ts';
import type { AcceptanceView, OfficerView, PairingView, VaultView } from './vaults.schemas.ts';

export async function viewOfVault(db: Database, vault: Vault): Promise<VaultView> {
  return {
    id: vault.id,
    name: vault.name,
    stationKey: toHex(vault.stationKey),
    officers: vault.officers.map(viewOfOfficer),
    officerQuorum: vault.officerQuorum,
    policyDigest: toHex(vault.policyDigest),
    journalHead: viewOfHead((await latestJournalHead(db, vault.id)) ?? EMPTY_HEAD),
    createdAt: vault.createdAt.toISOString(),
  };
}

export function viewOfPairing(pairing: Pairing, now: number): PairingView {
  const acceptance = pairing.acceptance && viewOfAcceptance(pairing.acceptance.bytes);
  const isOver = pairing.state !== 'confirmed' && pairing.expiresAt.getTime() <= now * 1000;
  return {
    id: pairing.id,
    state: isOver ? 'expired' : pairing.state,
    offerDigest: toHex(pairing.offerDigest),
    words: wordsOf(pairing.offerDigest),
    policyDigest: toHex(pairing.policyDigest),
    acceptance: acceptance ?? null,
    vaultId: pairing.state === 'confirmed' && acceptance ? acceptance.vaultId : null,
    offeredBy: pairing.offeredBy,
    createdAt: pairing.createdAt.toISOString(),
    expiresAt: pairing.expiresAt.toISOString(),
  };
}

function viewOfAcceptance(bytes: Uint8Array): z.input<typeof AcceptanceView> {
  const { content, digest } = openSelfSignedMessage(
    pairingAcceptance,
    bytes,
    (message: PairingAcceptance) => message.stationKey,
  );
  return {
    digest: toHex(digest),
    words: wordsOf(digest),
    vaultId: uuidOfBytes(content.vaultId),
    vaultName: content.vaultName,
    stationKey: toHex(content.stationKey),
    officers: content.officers.map(viewOfOfficer),
    officerQuorum: content.officerQuorum,
    approvedBy: content.approvals.flatMap(({ officerId }) =>
      content.officers.filter((officer) => equalBytes(officer.officerId, officerId)).map((officer) => officer.name),
    ),
    journalHead: viewOfHead(content.journalHead),
  };
}

function viewOfOfficer(officer: Officer): z.input<typeof OfficerView> {
  return { id: uuidOfBytes(officer.officerId), name: officer.name, publicKey: toHex(officer.publicKey) };
}
