import type { Roster } from '@vieraugen/shared/approvals';
import { equalBytes } from '@vieraugen/shared/bytes';
import type { Approver } from '@vieraugen/shared/protocol';
import type { Database } from '../../db/schema.ts';
import type { Services } from '../../services.ts';
import { listAccounts, listPasskeys, uuidBytes } from '../accounts/index.ts';

/**
 * Everybody who was ever an approver, with their passkeys; `removed` is true for those who are none any more. Who was not
 * confirmed never was one.
 */
export async function currentRoster(db: Database, webauthn: Services['webauthn']): Promise<Roster> {
  const passkeys = await listPasskeys(db);
  const known = (await listAccounts(db)).filter(({ state }) => state === 'active' || state === 'disabled');
  const approvers = known.map(
    (account): Approver => ({
      approverId: uuidBytes(account.id),
      name: account.name,
      removed: account.state !== 'active' || !account.roles.includes('approver'),
      credentials: passkeys
        .filter((passkey) => passkey.accountId === account.id)
        .map(({ credentialId, publicKey }) => ({ credentialId, publicKey })),
    }),
  );
  return { rpId: webauthn.rpId, origins: webauthn.origins, approvers };
}

/**
 * The roster that a vault was paired with, less the approvers and passkeys that were removed here since: an approval that
 * this accepts, the signer accepts too.
 */
export function narrowRoster(paired: Roster, current: Roster): Roster {
  const approvers = paired.approvers.map((approver): Approver => {
    const now = current.approvers.find((candidate) => equalBytes(candidate.approverId, approver.approverId));
    return {
      ...approver,
      removed: approver.removed || now === undefined || now.removed,
      credentials: approver.credentials.filter((pairedCredential) =>
        now?.credentials.some((credential) => equalBytes(credential.credentialId, pairedCredential.credentialId)),
      ),
    };
  });
  return { ...paired, approvers };
}
