import { Refusal } from '@vieraugen/shared/bytes';
import type { VaultFounded } from '../journal/entry-bodies.ts';
import type { Pairing } from '../journal/station-state.ts';
import type { Workshop } from './ceremony.ts';

/** The vault of this station. Refuses with VAULT_NOT_FOUNDED. */
export function theVault({ journal }: Workshop): VaultFounded {
  if (journal.state.vault) return journal.state.vault;
  throw new Refusal('VAULT_NOT_FOUNDED', 'This station has no vault yet. Hold the founding ceremony first.');
}

/** The pairing of the vault. Refuses with VAULT_NOT_PAIRED. */
export function thePairing({ journal }: Workshop): Pairing {
  if (journal.state.pairing) return journal.state.pairing;
  throw new Refusal(
    'VAULT_NOT_PAIRED',
    'This vault is not paired with a coordinator yet. Hold the pairing ceremony first.',
  );
}

/** How many officers a ceremony of a paired vault needs: the larger of what the vault and the policy ask for. */
export function officerQuorum(vault: VaultFounded, pairing: Pairing): number {
  return Math.max(vault.quorum, pairing.policy.officerQuorum);
}
