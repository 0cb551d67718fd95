import { p256 } from '@noble/curves/nist.js';
import { concatBytes, equalBytes, refuseUnless, sha256Digest, utf8 } from '../bytes/index.ts';
import { checkClientData } from './client-data.ts';

/** A WebAuthn assertion as the authenticator and the browser gave it (WebAuthn level 3, section 5.2.2). */
export type WebAuthnAssertion = {
  readonly authenticatorData: Uint8Array;
  readonly clientDataJson: Uint8Array;
  /** ES256 in DER. */
  readonly signature: Uint8Array;
};

/**
 * Checks an ES256 signature (DER, either s) over a message by a P-256 key (SEC1 compressed). False, never an error, for what
 * it cannot read.
 */
export type Es256Verifier = (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array) => boolean;

/** An assertion, and what it must be bound to. */
export type AssertionCheck = {
  /** P-256, SEC1 compressed. */
  readonly credentialPublicKey: Uint8Array;
  readonly challenge: Uint8Array;
  readonly origins: readonly string[];
  readonly rpId: string;
  readonly assertion: WebAuthnAssertion;
  /** The caller's own: a native one is many times faster than the one in pure JavaScript that stands in for it. */
  readonly verify?: Es256Verifier;
};

/** WebAuthn level 3, section 6.1: hash of the relying party id, flags, counter. Longer only with extensions, which we do not ask for. */
const AUTHENTICATOR_DATA_LENGTH = 37;
const FLAG_USER_PRESENT = 0x01;
const FLAG_USER_VERIFIED = 0x04;
const FLAG_BACKUP_ELIGIBLE = 0x08;
const FLAG_BACKED_UP = 0x10;
const FLAGS_WITH_MORE_DATA = 0xc0;

/**
 * Verifies an assertion (WebAuthn level 3, section 7.2), as the coordinator and the signer both do.
 *
 * Refuses with APPROVAL_CLIENT_DATA_INVALID, APPROVAL_WRONG_TYPE, APPROVAL_WRONG_CHALLENGE, APPROVAL_WRONG_ORIGIN,
 * APPROVAL_AUTHENTICATOR_DATA_INVALID, APPROVAL_WRONG_RP, APPROVAL_USER_NOT_PRESENT, APPROVAL_USER_NOT_VERIFIED or
 * APPROVAL_SIGNATURE_INVALID.
 */
export function verifyWebAuthnAssertion(check: AssertionCheck): void {
  checkClientData(check.assertion.clientDataJson, check);
  checkAuthenticatorData(check);
  const { authenticatorData, clientDataJson, signature } = check.assertion;
  const { verify = verifies } = check;
  const signed = concatBytes(authenticatorData, sha256Digest(clientDataJson));
  refuseUnless(
    verify(signature, signed, check.credentialPublicKey),
    'APPROVAL_SIGNATURE_INVALID',
    'The signature of this approval is wrong: it was changed, or made with another passkey.',
  );
}

function checkAuthenticatorData({ assertion, rpId }: AssertionCheck): void {
  const data = assertion.authenticatorData;
  const flags = data[32] ?? 0;
  refuseUnless(
    data.length === AUTHENTICATOR_DATA_LENGTH && (flags & FLAGS_WITH_MORE_DATA) === 0,
    'APPROVAL_AUTHENTICATOR_DATA_INVALID',
    'The authenticator data of this approval is not as expected: 37 bytes without extensions.',
  );
  refuseUnless(
    (flags & FLAG_BACKUP_ELIGIBLE) !== 0 || (flags & FLAG_BACKED_UP) === 0,
    'APPROVAL_AUTHENTICATOR_DATA_INVALID',
    'The authenticator data of this approval contradicts itself: a passkey that cannot be backed up, and is.',
  );
  refuseUnless(
    equalBytes(data.subarray(0, 32), sha256Digest(utf8(rpId))),
    'APPROVAL_WRONG_RP',
    'This approval was given to another relying party.',
  );
  refuseUnless(
    (flags & FLAG_USER_PRESENT) !== 0,
    'APPROVAL_USER_NOT_PRESENT',
    'Nobody touched the passkey for this approval.',
  );
  refuseUnless(
    (flags & FLAG_USER_VERIFIED) !== 0,
    'APPROVAL_USER_NOT_VERIFIED',
    'The passkey did not verify its user (PIN or biometrics) for this approval.',
  );
}

function verifies(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return p256.verify(signature, message, publicKey, { format: 'der', lowS: false });
  } catch {
    return false;
  }
}
