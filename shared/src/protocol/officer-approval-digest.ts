import { taggedDigest } from '../bytes/index.ts';
import { encodeCbor } from '../cbor/index.ts';

/** The ceremony that an officer's approval is for. An approval for one can never serve another. */
export type CeremonyKind = 'founding' | 'key-generation' | 'signing';

/**
 * What an officer's token signs (ES256): the ceremony, the vault, the digest of what is approved, and the indexes of the
 * items that this officer refused. For `signing` the subject is the digest of the signing-request's bytes, for
 * `key-generation` keyListDigest, for `founding` foundingDigest.
 */
export function officerApprovalDigest(
  kind: CeremonyKind,
  vaultId: Uint8Array,
  subjectDigest: Uint8Array,
  refusedItems: readonly number[],
): Uint8Array {
  return taggedDigest('vieraugen/1 officer-approval', encodeCbor([kind, vaultId, subjectDigest, refusedItems]));
}
