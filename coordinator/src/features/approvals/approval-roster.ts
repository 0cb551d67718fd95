import type { Roster } from '@vieraugen/shared/approvals';
import type { Database } from '../../db/schema.ts';
import type { Services } from '../../services.ts';
import { currentRoster, getVault, narrowRoster, readPairingMessages, type Vault } from '../vaults/index.ts';
import { getWallet } from '../wallets/index.ts';
import type { Withdrawal } from '../withdrawals/index.ts';

/** Whose approvals of a withdrawal count. */
export async function rosterFor(db: Database, webauthn: Services['webauthn'], withdrawal: Withdrawal): Promise<Roster> {
  const { custody } = await getWallet(db, withdrawal.walletId);
  if (custody.kind !== 'cold') return currentRoster(db, webauthn);
  return rosterOfVault(db, webauthn, await getVault(db, custody.vaultId));
}

/** For cold wallets: only approvals that their signer accepts too. */
export async function rosterOfVault(db: Database, webauthn: Services['webauthn'], vault: Vault): Promise<Roster> {
  const { roster } = await readPairingMessages(db, vault);
  return narrowRoster(roster, await currentRoster(db, webauthn));
}
