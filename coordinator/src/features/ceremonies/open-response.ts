import { verifyOfficerApprovals } from '@vieraugen/shared/approvals';
import { equalBytes, Refusal, refuseUnless } from '@vieraugen/shared/bytes';
import { parseEnvelope } from '@vieraugen/shared/cose';
import { type OpenedMessage, openMessage, type SigningResponse, signingResponse } from '@vieraugen/shared/protocol';
import type { Tx } from '../../db/schema.ts';
import { uuidBytes } from '../accounts/index.ts';
import { findVaultByStationKey, type Vault } from '../vaults/index.ts';
import { type Ceremony, type CeremonyItem, listItems, lockCeremonyOfRequest } from './ceremony.repository.ts';

/** A verified answer to a request of ours. */
export type OpenedResponse = {
  readonly vault: Vault;
  readonly ceremony: Ceremony;
  readonly items: readonly CeremonyItem[];
  readonly response: OpenedMessage<SigningResponse>;
};

/**
 * Opens what the signer answered. It may come late or twice: what makes it good is the station's signature, the officers'
 * signatures, and that it answers exactly our bytes; so its expiry is not asked.
 *
 * Refuses with CBOR_*, ENVELOPE_*, MESSAGE_*, RESPONSE_UNKNOWN_REQUEST, OFFICER_*, RESPONSE_ITEMS_DIFFER or
 * RESPONSE_ITEM_NOT_APPROVED.
 */
export async function openResponse(tx: Tx, bytes: Uint8Array): Promise<OpenedResponse> {
  const vault = await findVaultByStationKey(tx, parseEnvelope(bytes, signingResponse.maxLength).keyId);
  if (vault === undefined) {
    throw new Refusal('ENVELOPE_WRONG_KEY', 'This message was signed by a key that is not paired with this system.');
  }
  const vaultId = uuidBytes(vault.id);
  const response = openMessage(signingResponse, bytes, { vaultId, publicKey: vault.stationKey });
  const { requestDigest, approvals } = response.content;
  const ceremony = await lockCeremonyOfRequest(tx, vault.id, requestDigest);
  if (ceremony === undefined) {
    throw new Refusal('RESPONSE_UNKNOWN_REQUEST', 'This answers a request that this system never made.');
  }
  verifyOfficerApprovals(
    { kind: 'signing', vaultId, digest: requestDigest },
    approvals,
    vault.officers,
    vault.officerQuorum,
  );
  const items = await listItems(tx, [ceremony.id]);
  checkResults(vault, items, response.content);
  return { vault, ceremony, items, response };
}

function checkResults(vault: Vault, items: readonly CeremonyItem[], { results, approvals }: SigningResponse): void {
  const inOrder = items.every((item, index) => {
    const result = results[index];
    return result !== undefined && equalBytes(result.withdrawalId, uuidBytes(item.withdrawalId));
  });
  refuseUnless(
    inOrder && results.length === items.length,
    'RESPONSE_ITEMS_DIFFER',
    'The answer does not match the request withdrawal by withdrawal. Show the right answer on the signer.',
  );
  for (const [index, result] of results.entries()) {
    const willing = approvals.filter((approval) => !approval.refusedItems.includes(index)).length;
    refuseUnless(
      result.kind === 'refused' || willing >= vault.officerQuorum,
      'RESPONSE_ITEM_NOT_APPROVED',
      `Withdrawal ${index + 1} of the request is signed, but too few officers approved it. Stop using this signer.`,
    );
  }
}
