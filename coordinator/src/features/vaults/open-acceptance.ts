import { verifyOfficerApprovals } from '@vieraugen/shared/approvals';
import { equalBytes, refuseUnless } from '@vieraugen/shared/bytes';
import type { Policy } from '@vieraugen/shared/policy';
import {
  checkFresh,
  foundingDigest,
  type OpenedMessage,
  openSelfSignedMessage,
  type PairingAcceptance,
  pairingAcceptance,
} from '@vieraugen/shared/protocol';

/**
 * Opens an answer to our offer, and checks everything that can be checked before people compare the words: only that
 * comparison makes the station key inside it ours to trust. `now` is left out where a pairing of the past is verified.
 */
export function openAcceptance(
  bytes: Uint8Array,
  offered: { readonly offerDigest: Uint8Array; readonly policyDigest: Uint8Array; readonly policy: Policy },
  now: number | undefined,
): OpenedMessage<PairingAcceptance> {
  const opened = openSelfSignedMessage(pairingAcceptance, bytes, (message) => message.stationKey);
  const { content } = opened;
  if (now !== undefined) checkFresh(content, now);
  refuseUnless(
    equalBytes(content.offerDigest, offered.offerDigest),
    'PAIRING_OTHER_OFFER',
    'This is the answer to another offer. Show this offer to the signer, and scan its answer.',
  );
  refuseUnless(
    equalBytes(content.policyDigest, offered.policyDigest),
    'PAIRING_OTHER_POLICY',
    'The signer put another policy in force than the one that was offered. Start the pairing again.',
  );
  refuseUnless(
    content.vaultId.some((byte) => byte !== 0),
    'PAIRING_VAULT_INVALID',
    'The signer gave its vault no id. Start the pairing again.',
  );
  checkOfficers(content, offered.policy);
  return opened;
}

function checkOfficers(content: PairingAcceptance, policy: Policy): void {
  const keys = new Set(content.officers.map((officer) => officer.publicKey.join()));
  const ids = new Set(content.officers.map((officer) => officer.officerId.join()));
  refuseUnless(
    keys.size === content.officers.length && ids.size === content.officers.length,
    'PAIRING_OFFICER_DOUBLED',
    'Two of the officers have the same token. Every officer needs a token of their own.',
  );
  refuseUnless(
    content.officerQuorum >= policy.officerQuorum && content.officerQuorum <= content.officers.length,
    'PAIRING_QUORUM_INVALID',
    `The policy needs ${policy.officerQuorum} officers; this vault was founded with ${content.officerQuorum} of ${content.officers.length}.`,
  );
  verifyOfficerApprovals(
    { kind: 'founding', vaultId: content.vaultId, digest: foundingDigest(content) },
    content.approvals,
    content.officers,
    content.officerQuorum,
  );
}
