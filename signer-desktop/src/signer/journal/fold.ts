import { Refusal, refuseUnless, toHex } from '@vieraugen/shared/bytes';
import { decodeTransfer } from '@vieraugen/shared/chains/evm';
import { followHead, verifyEntrySignature } from '@vieraugen/shared/journal';
import { decodePolicy, paymentOfTransfer, policyDigest } from '@vieraugen/shared/policy';
import {
  decodeIntent,
  type OpenedMessage,
  openMessage,
  openSelfSignedMessage,
  type PairingOffer,
  pairingOffer,
  type SigningRequest,
  signingRequest,
  signingResponse,
} from '@vieraugen/shared/protocol';
import {
  type Completed,
  decodeBody,
  type NewEntry,
  type PairingApproved,
  type SigningApproved,
  type VaultFounded,
} from './entry-bodies.ts';
import type { StoredEntry } from './journal-file.ts';
import type { Pairing, StateDraft } from './station-state.ts';

/**
 * Adds one stored entry to the state: checks that it follows the one before, that the station signed it, and that it makes
 * sense where it stands.
 *
 * Refuses with JOURNAL_* or what the messages inside refuse; the draft must then be thrown away.
 */
export function foldEntry(draft: StateDraft, stored: StoredEntry): void {
  const { entry, head } = followHead(draft.head, stored.entry);
  const known = decodeBody(entry.type, entry.body);
  if (known === undefined) throw unknownEntry(entry.type);
  refuseUnless(
    (known.type === 'vault-founded') === (entry.sequence === 1),
    'JOURNAL_ENTRY_OUT_OF_PLACE',
    'The journal does not begin with the founding of a vault, or founds it twice.',
  );
  const stationKey = known.type === 'vault-founded' ? known.body.stationKey : theVault(draft).stationKey;
  verifyEntrySignature(stored.entry, stored.signature, stationKey);
  refuseUnless(
    entry.at >= draft.lastAt,
    'JOURNAL_TIME_RUNS_BACK',
    'An entry of the journal is older than the one before.',
  );

  applyBody(draft, known, entry.at);
  draft.head = head;
  draft.hashes.push(head.hash);
  draft.lastAt = entry.at;
  const message = isCompleted(known) ? known.body.message : undefined;
  draft.entries.push({ sequence: entry.sequence, at: entry.at, type: known.type, message });
}

type CompletedEntry = Extract<NewEntry, { body: Completed }>;

function isCompleted(entry: NewEntry): entry is CompletedEntry {
  return entry.type.endsWith('-completed');
}

function applyBody(draft: StateDraft, entry: NewEntry, at: number): void {
  switch (entry.type) {
    case 'vault-founded':
      draft.vault = entry.body;
      return;
    case 'signing-approved':
      approveSigning(draft, entry.body, at);
      draft.approved = entry;
      return;
    case 'pairing-approved':
    case 'key-generation-approved':
      draft.approved = entry;
      return;
    case 'pairing-completed':
    case 'key-generation-completed':
    case 'signing-completed':
      complete(draft, entry);
      draft.approved = undefined;
      return;
  }
}

/** A `…-completed` entry stands directly behind its `…-approved`, and only then takes effect. */
function complete(draft: StateDraft, entry: CompletedEntry): void {
  const { approved } = draft;
  if (approved?.type === 'pairing-approved' && entry.type === 'pairing-completed') {
    draft.pairing = pairingOf(approved.body);
  } else if (approved?.type === 'key-generation-approved' && entry.type === 'key-generation-completed') {
    draft.keys.push(...approved.body.keys);
  } else if (approved?.type === 'signing-approved' && entry.type === 'signing-completed') {
    completeSigning(draft, approved.body, entry.body.message);
  } else {
    throw new Refusal(
      'JOURNAL_ENTRY_OUT_OF_PLACE',
      'An entry of the journal completes what was not approved before it.',
    );
  }
}

function pairingOf(approved: PairingApproved): Pairing {
  const offer = openOffer(approved.offer);
  const { coordinatorName, identityKey, rpId, origins, approvers, policy } = offer.content;
  return {
    offerDigest: offer.digest,
    coordinatorName,
    coordinatorKey: identityKey,
    roster: { rpId, origins, approvers },
    policy: decodePolicy(policy),
    policyDigest: policyDigest(policy),
  };
}

/** Opens a pairing-offer, whose key is inside it. Refuses as openSelfSignedMessage does. */
export function openOffer(bytes: Uint8Array): OpenedMessage<PairingOffer> {
  return openSelfSignedMessage(pairingOffer, bytes, (content) => content.identityKey);
}

function approveSigning(draft: StateDraft, approved: SigningApproved, at: number): void {
  const request = openKnownRequest(draft, approved.request);
  const { messageId, sequence, items } = request.content;
  draft.requests.set(toHex(messageId), { digest: request.digest, response: undefined });
  draft.highestSequence = Math.max(draft.highestSequence, sequence);
  const refused = new Set(approved.refused.map((item) => item.index));
  for (const [index, item] of items.entries()) {
    if (refused.has(index)) continue;
    const { withdrawalId } = decodeIntent(item.intent);
    const { chain, token, amount } = paymentOfTransfer(decodeTransfer(item.unsignedTransaction));
    const transaction = item.unsignedTransaction;
    draft.withdrawals.set(toHex(withdrawalId), { transaction, at, chain, token, amount, signed: false });
  }
}

function completeSigning(draft: StateDraft, approved: SigningApproved, responseBytes: Uint8Array): void {
  const { vaultId, stationKey } = theVault(draft);
  const request = openKnownRequest(draft, approved.request);
  const response = openMessage(signingResponse, responseBytes, { vaultId, publicKey: stationKey });
  draft.requests.set(toHex(request.content.messageId), { digest: request.digest, response: responseBytes });
  for (const result of response.content.results) {
    const id = toHex(result.withdrawalId);
    const withdrawal = draft.withdrawals.get(id);
    if (!withdrawal || withdrawal.signed) continue;
    if (result.kind === 'signed') draft.withdrawals.set(id, { ...withdrawal, signed: true });
    // Approved in a ceremony that broke off, now refused: no signature ever left the vault, so it is free again.
    else draft.withdrawals.delete(id);
  }
}

function openKnownRequest(draft: StateDraft, bytes: Uint8Array): OpenedMessage<SigningRequest> {
  const { pairing } = draft;
  if (!pairing) throw new Refusal('JOURNAL_ENTRY_OUT_OF_PLACE', 'The journal signs before the vault was paired.');
  return openMessage(signingRequest, bytes, { vaultId: theVault(draft).vaultId, publicKey: pairing.coordinatorKey });
}

function theVault(draft: StateDraft): VaultFounded {
  if (draft.vault) return draft.vault;
  throw new Refusal('JOURNAL_ENTRY_OUT_OF_PLACE', 'The journal does not begin with the founding of a vault.');
}

function unknownEntry(type: string): Refusal {
  return new Refusal(
    'JOURNAL_ENTRY_UNKNOWN',
    `The journal has an entry "${type}" that this program does not know: a newer version wrote it. Use that version.`,
  );
}
