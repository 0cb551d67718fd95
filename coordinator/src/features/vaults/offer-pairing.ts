import { randomBytes, randomUUID } from 'node:crypto';
import { toHex } from '@vieraugen/shared/bytes';
import {
  type Approver,
  messageDigest,
  type PairingOffer,
  PROTOCOL_VERSION,
  pairingOffer,
  sealMessage,
} from '@vieraugen/shared/protocol';
import type { Tx } from '../../db/schema.ts';
import { AppError } from '../../http/app-error.ts';
import { type AccountPrincipal, actorOf } from '../../http/principal.ts';
import { appendAudit } from '../audit/index.ts';
import type { CustodyServices } from '../custody-services.ts';
import { getPolicy, type StoredPolicy } from '../policies/index.ts';
import { currentRoster } from './approver-roster.ts';
import { messageSigner } from './message-signer.ts';
import { getPairing, type Pairing } from './pairing.repository.ts';

const LIFETIME_SECONDS = 24 * 3600;
const NO_VAULT_YET = new Uint8Array(16);

/** Makes the offer that a signer is paired by: our key, our approvers with their passkeys, and the proposed policy. */
export async function offerPairing(
  services: CustodyServices,
  tx: Tx,
  who: AccountPrincipal,
  digest: Uint8Array,
): Promise<Pairing> {
  const policy = await getPolicy(tx, digest);
  const roster = await currentRoster(tx, services.webauthn);
  const approvers = roster.approvers.filter((approver) => !approver.removed && approver.credentials.length > 0);
  demandQuorum(policy, approvers);
  const signer = await messageSigner(services);
  const now = services.now();
  const content: PairingOffer = {
    version: PROTOCOL_VERSION,
    messageId: Uint8Array.from(randomBytes(16)),
    vaultId: NO_VAULT_YET,
    createdAt: now,
    expiresAt: now + LIFETIME_SECONDS,
    sequence: 0,
    policyDigest: digest,
    coordinatorName: services.config.coordinatorName,
    identityKey: signer.publicKey,
    rpId: roster.rpId,
    origins: roster.origins,
    approvers,
    policy: policy.bytes,
  };
  const offer = await sealMessage(pairingOffer, content, signer);
  return storeOffer(tx, who, content, offer);
}

function demandQuorum(policy: StoredPolicy, approvers: readonly Approver[]): void {
  if (approvers.length >= policy.policy.approverQuorum) return;
  const needed = policy.policy.approverQuorum;
  const message = `The policy needs ${needed} approvers; ${approvers.length} with a passkey exist. Invite more people first.`;
  throw new AppError('APPROVERS_MISSING', message);
}

async function storeOffer(tx: Tx, who: AccountPrincipal, content: PairingOffer, offer: Uint8Array): Promise<Pairing> {
  const id = randomUUID();
  const digest = messageDigest(offer);
  await tx
    .insertInto('pairings')
    .values({
      id,
      state: 'offered',
      offer,
      offer_digest: digest,
      policy_digest: content.policyDigest,
      created_by: who.id,
      created_at: new Date(content.createdAt * 1000),
      expires_at: new Date(content.expiresAt * 1000),
    })
    .execute();
  const detail = { offerDigest: toHex(digest), policyDigest: toHex(content.policyDigest) };
  appendAudit(tx, { actor: actorOf(who), action: 'pairing.offered', subject: `pairing:${id}`, detail });
  return getPairing(tx, id);
}
