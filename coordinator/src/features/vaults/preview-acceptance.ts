import { toHex } from '@vieraugen/shared/bytes';
import { pairingAcceptance } from '@vieraugen/shared/protocol';
import type { Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import { appendAudit } from '../audit/index.ts';
import type { CustodyServices } from '../custody-services.ts';
import { getPolicy } from '../policies/index.ts';
import type { ScannedMessage } from '../wire.schemas.ts';
import { scannedBytes, uuidOfBytes } from '../wire.ts';
import { openAcceptance } from './open-acceptance.ts';
import { lockPairing, type Pairing } from './pairing.repository.ts';

/** First step: takes in the signer's answer and keeps it, believed by nobody until an administrator confirms the words. */
export async function previewAcceptance(
  services: CustodyServices,
  tx: Tx,
  who: AccountPrincipal,
  input: { readonly pairingId: string; readonly scanned: ScannedMessage },
): Promise<Pairing> {
  const pairing = await lockPairing(tx, input.pairingId);
  if (pairing.state === 'confirmed') {
    throw new AppError('PAIRING_STATE', 'This pairing is complete. Make a new offer to pair another signer.');
  }
  const { policy } = await getPolicy(tx, pairing.policyDigest);
  const opened = openAcceptance(scannedBytes(pairingAcceptance, input.scanned), { ...pairing, policy }, services.now());
  const acceptance = { bytes: opened.bytes, digest: opened.digest };
  await tx
    .updateTable('pairings')
    .set({ state: 'accepted', acceptance: acceptance.bytes, acceptance_digest: acceptance.digest })
    .where('id', '=', pairing.id)
    .execute();
  appendAudit(tx, {
    actor: actorOf(who),
    action: 'pairing.acceptance-scanned',
    subject: `pairing:${pairing.id}`,
    detail: { acceptanceDigest: toHex(opened.digest), vaultId: uuidOfBytes(opened.content.vaultId) },
  });
  return { ...pairing, state: 'accepted', acceptance };
}
