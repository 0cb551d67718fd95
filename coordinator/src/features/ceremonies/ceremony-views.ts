import { equalBytes, sha256Digest, toBase64Url, toHex } from '@vieraugen/shared/bytes';
import { openMessage, type SigningResponse, signingResponse } from '@vieraugen/shared/protocol';
import type { z } from 'zod';
import type { Database } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { uuidBytes } from '../accounts/index.ts';
import { getVault, readPairingMessages, type Vault } from '../vaults/index.ts';
import { viewOfHead, wordsOf } from '../wire.ts';
import { BUNDLE_VERSION, encodeBundle } from './bundle.ts';
import type { BundleView, CeremonyView } from './ceremonies.schemas.ts';
import { type Ceremony, type CeremonyItem, listItems } from './ceremony.repository.ts';

export async function viewsOf(db: Database, ceremonies: readonly Ceremony[]): Promise<CeremonyView[]> {
  const items = await listItems(
    db,
    ceremonies.map((ceremony) => ceremony.id),
  );
  return Promise.all(ceremonies.map(async (ceremony) => viewOf(ceremony, await getVault(db, ceremony.vaultId), items)));
}

export async function viewOne(db: Database, ceremony: Ceremony): Promise<CeremonyView> {
  return viewOf(ceremony, await getVault(db, ceremony.vaultId), await listItems(db, [ceremony.id]));
}

function viewOf(ceremony: Ceremony, vault: Vault, items: readonly CeremonyItem[]): CeremonyView {
  const answer = readAnswer(ceremony, vault);
  return {
    id: ceremony.id,
    vaultId: vault.id,
    vaultName: vault.name,
    state: ceremony.state,
    sequence: ceremony.sequence,
    requestDigest: toHex(ceremony.requestDigest),
    words: wordsOf(ceremony.requestDigest),
    items: items
      .filter((item) => item.ceremonyId === ceremony.id)
      .map(({ withdrawalId, result, code, reason }) => ({
        withdrawalId,
        result: result ?? null,
        code: code ?? null,
        reason: reason ?? null,
      })),
    officers: answer ? officersOf(vault, answer) : [],
    journalHead: answer ? viewOfHead(answer.journalHead) : null,
    createdAt: ceremony.createdAt.toISOString(),
    expiresAt: ceremony.expiresAt.toISOString(),
    answeredAt: ceremony.answeredAt?.toISOString() ?? null,
  };
}

function readAnswer(ceremony: Ceremony, vault: Vault): SigningResponse | undefined {
  if (ceremony.response === undefined) return undefined;
  const sender = { vaultId: uuidBytes(vault.id), publicKey: vault.stationKey };
  return openMessage(signingResponse, ceremony.response.bytes, sender).content;
}

function officersOf(vault: Vault, { approvals }: SigningResponse): string[] {
  return approvals.flatMap(({ officerId }) =>
    vault.officers.filter((officer) => equalBytes(officer.officerId, officerId)).map((officer) => officer.name),
  );
}

/** Throws CEREMONY_STATE before there is an answer. */
export async function bundleOf(db: Database, ceremony: Ceremony): Promise<z.input<typeof BundleView>> {
  if (ceremony.response === undefined) {
    throw new AppError('CEREMONY_STATE', 'There is nothing to hand over before the signer has answered.');
  }
  const vault = await getVault(db, ceremony.vaultId);
  const { offer, acceptance } = await readPairingMessages(db, vault);
  const bytes = encodeBundle({
    version: BUNDLE_VERSION,
    pairingOffer: offer,
    pairingAcceptance: acceptance,
    signingRequest: ceremony.request,
    signingResponse: ceremony.response.bytes,
  });
  return {
    fileName: `bundle-${toHex(ceremony.requestDigest).slice(0, 16)}.cbor`,
    digest: toHex(sha256Digest(bytes)),
    bytes: toBase64Url(bytes),
  };
}
