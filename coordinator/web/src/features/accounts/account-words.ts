import { accountConfirmationDigest } from '@vieraugen/shared/approvals';
import { toHex } from '@vieraugen/shared/bytes';
import { bytesOfUuid } from '../../api/uuid-bytes.ts';
import type { Account } from './use-accounts.ts';

/** A passkey as it is confirmed with its account. */
export type PasskeyFacts = {
  readonly credentialId: Uint8Array;
  /** P-256, SEC1 compressed. */
  readonly publicKey: Uint8Array;
};

/** The digest of a new account, from what the page shows of it: what the confirming passkey signs. */
export function digestOfAccount(account: Account, passkey: PasskeyFacts): Uint8Array {
  return accountConfirmationDigest({
    accountId: bytesOfUuid(account.id),
    name: account.name,
    roles: account.roles,
    invitedBy: account.invitedBy === null ? undefined : bytesOfUuid(account.invitedBy),
    ...passkey,
  });
}

/** SubjectPublicKeyInfo of a P-256 key (RFC 5480): this head, then the point, uncompressed. */
const P256_SPKI_HEAD = '3059301306072a8648ce3d020106082a8648ce3d030107034200';
const HEAD_LENGTH = P256_SPKI_HEAD.length / 2;
const POINT_LENGTH = 65;

/** The compressed point in what a browser tells of a new passkey's key; undefined for another kind of key. */
export function compressedKeyOfSpki(spki: Uint8Array): Uint8Array | undefined {
  const point = spki.slice(HEAD_LENGTH);
  if (toHex(spki.slice(0, HEAD_LENGTH)) !== P256_SPKI_HEAD || point.length !== POINT_LENGTH || point[0] !== 4) {
    return undefined;
  }
  const isOdd = ((point[POINT_LENGTH - 1] ?? 0) & 1) === 1;
  return Uint8Array.of(isOdd ? 3 : 2, ...point.slice(1, 33));
}
