import { join } from 'node:path';
import { combineSecret, type Hsm } from '../../hsm/index.ts';
import { shareBinding } from '../ceremonies/share-binding.ts';
import { verifyJournalFile } from '../journal/journal.ts';
import { openJournalDisk } from '../journal/journal-file.ts';
import { pinBytes, type TestOfficer } from './test-station.ts';

/** What an auditor of a test station reads its vault's token with: the token's serial number, and its PIN. */
export type OpenedVault = { readonly serial: string; readonly pin: string };

/**
 * The PIN of a test station's vault, made from the shares of the officers who are given: as many as the quorum, each with
 * their own token and PIN. The product never shows it; a station with a real HSM is never opened this way.
 */
export function openTestVault(hsm: Hsm, dataDirectory: string, officers: readonly TestOfficer[]): OpenedVault {
  const { vault } = verifyJournalFile(openJournalDisk(join(dataDirectory, 'journal.log'))).state;
  if (!vault) throw new Error('this station has no vault yet');
  const shares = officers.map(({ token, pin }) => {
    const officer = vault.officers.find((candidate) => candidate.tokenLabel === token);
    if (!officer) throw new Error(`the token ${token} belongs to no officer of this vault`);
    const own = { serial: officer.tokenSerial, officerId: officer.officerId };
    return hsm.openShare(own, pinBytes(pin), officer.userShare, shareBinding(vault.vaultId, officer.officerId, 'user'));
  });
  const pin = Buffer.from(combineSecret(shares, vault.vaultId)).toString('utf8');
  return { serial: vault.tokenSerial, pin };
}
