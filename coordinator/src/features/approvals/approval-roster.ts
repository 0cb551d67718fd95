import type { Roster } from '@vieraugen/shared/approvals';
import type { Database } from '../../db/schema.ts';
import type { Services } from '../../services.ts';
import { currentRoster, getVault, narrowRoster, readPairingMessages } from '../vaults/index.ts';
import { getWallet } from '../wallets/index.ts';
import type { Withdrawal } from '../withdrawals/index.ts';

/** Whose approvals of a withdrawal count: for a cold wallet only those that its signer accepts too. */
export async function rosterFor(db: Database, webauthn: Services['webauthn'], withdrawal: Withdrawal): Promise<Roster> {
  const current = await currentRoster(db, webauthn);
  const { custody } = await getWallet(db, withdrawal.walletId);
  if (custody.kind === 'hot') return current;
  const { roster } = await readPairingMessages(db, await getVault(db, custody.vaultId));
  return narrowRoster(roster, current);
}
