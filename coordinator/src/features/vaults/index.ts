export { currentRoster, narrowRoster } from './approver-roster.ts';
export { recordJournalHead } from './journal-heads.ts';
export { messageSigner } from './message-signer.ts';
export { openAcceptance } from './open-acceptance.ts';
export {
  findVaultByStationKey,
  getVault,
  nextRequestSequence,
  readPairingMessages,
  type Vault,
} from './vault.repository.ts';
export { vaultRoutes } from './vaults.routes.ts';
