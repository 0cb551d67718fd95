import { fingerprintWords, sha256Digest, toHex } from '@vieraugen/shared/bytes';
import { addressOfPublicKey } from '@vieraugen/shared/chains/evm';
import type { KeyView, VaultView } from '../../ipc/view-parts.ts';
import type { ReviewViewOf } from '../../ipc/views.ts';
import type { GeneratedKey, NewEntry } from '../journal/entry-bodies.ts';
import type { StationState } from '../journal/station-state.ts';
import { addressText } from './policy.ts';

const RECENT = 12;

/** The words of the station key: what a paired coordinator shows for it too. */
function stationWords(stationKey: Uint8Array): string[] {
  return [...fingerprintWords(sha256Digest(stationKey))];
}

export function describeVault(state: StationState): VaultView | null {
  const { vault, pairing } = state;
  if (!vault) return null;
  return {
    name: vault.vaultName,
    vaultId: toHex(vault.vaultId),
    tokenLabel: vault.tokenLabel,
    stationWords: stationWords(vault.stationKey),
    officers: vault.officers.map((officer) => officer.name),
    quorum: vault.quorum,
    coordinatorName: pairing?.coordinatorName ?? null,
    policyRevision: pairing?.policy.revision ?? null,
  };
}

export function describeKey(key: Pick<GeneratedKey, 'keyId' | 'label' | 'publicKey'>): KeyView {
  return { keyId: toHex(key.keyId), label: key.label, address: addressText(addressOfPublicKey(key.publicKey)) };
}

/** The first screen: the vault, its keys, and where the journal stands. */
export function describeStation(state: StationState): Omit<ReviewViewOf<'idle'>, 'notice' | 'checks'> {
  return {
    step: 'idle',
    vault: describeVault(state),
    keys: state.keys.map(describeKey),
    journal: { sequence: state.head.sequence, words: [...fingerprintWords(state.head.hash)] },
    recent: state.entries
      .slice(-RECENT)
      .reverse()
      .map(({ sequence, at, type, message }) => ({
        sequence,
        at,
        what: ENTRY_IN_WORDS[type],
        canShowAgain: message !== undefined,
      })),
  };
}

const ENTRY_IN_WORDS: Readonly<Record<NewEntry['type'], string>> = {
  'vault-founded': 'Vault founded',
  'pairing-approved': 'Pairing approved',
  'pairing-completed': 'Paired with the coordinator',
  'key-generation-approved': 'New keys approved',
  'key-generation-completed': 'New keys announced to the coordinator',
  'signing-approved': 'Signing request approved',
  'signing-completed': 'Signing request answered',
};
