import { Refusal } from '@vieraugen/shared/bytes';

/** What the HSM answers, as codes of ours (PKCS#11 v2.40, section 3.6: the CKR_ names). */
const REFUSALS: Readonly<Record<string, readonly [code: string, message: string]>> = {
  CKR_PIN_INCORRECT: ['PIN_WRONG', 'The PIN is wrong.'],
  CKR_PIN_INVALID: ['PIN_WRONG', 'The PIN is wrong.'],
  CKR_PIN_LEN_RANGE: ['PIN_LENGTH', 'The PIN is too short or too long for this token.'],
  CKR_PIN_LOCKED: ['PIN_LOCKED', 'The token is locked after too many wrong PINs. Its issuer can unlock it.'],
  CKR_PIN_EXPIRED: ['PIN_EXPIRED', 'The PIN of this token must be changed first, with the tools of its issuer.'],
  CKR_TOKEN_NOT_PRESENT: ['TOKEN_REMOVED', 'The token was taken out. Put it back, then start this step again.'],
  CKR_DEVICE_REMOVED: ['TOKEN_REMOVED', 'The token was taken out. Put it back, then start this step again.'],
  CKR_TOKEN_NOT_RECOGNIZED: ['TOKEN_UNREADABLE', 'The token is not known to this PKCS#11 module.'],
  CKR_DEVICE_ERROR: ['TOKEN_UNREADABLE', 'The token answered with a fault. Take it out, put it back and try again.'],
  CKR_GENERAL_ERROR: [
    'TOKEN_UNREADABLE',
    'The token cannot be used. Was it taken out or changed? Put it back and try again.',
  ],
  CKR_SLOT_ID_INVALID: ['TOKEN_REMOVED', 'The token was taken out. Put it back, then start this step again.'],
  CKR_KEY_NOT_WRAPPABLE: ['KEY_NOT_EXPORTABLE', 'This key can leave the HSM only under the trusted backup key.'],
  CKR_KEY_UNEXTRACTABLE: ['KEY_NOT_EXPORTABLE', 'This key can never leave the HSM.'],
  CKR_ATTRIBUTE_SENSITIVE: ['KEY_NOT_EXPORTABLE', 'The value of this key can never be read.'],
  CKR_USER_PIN_NOT_INITIALIZED: [
    'TOKEN_NOT_READY',
    'This token has no user PIN yet. Its issuer must prepare it first.',
  ],
  CKR_ENCRYPTED_DATA_INVALID: ['SHARE_UNREADABLE', 'This share was not sealed for this token and this vault.'],
  CKR_AEAD_DECRYPT_FAILED: ['SHARE_UNREADABLE', 'This share was not sealed for this token and this vault.'],
};

/** The CKR_ name in an error of the PKCS#11 binding, or undefined for any other error. */
function ckrName(error: unknown): string | undefined {
  const text = error instanceof Error ? error.message : '';
  return /CKR_[A-Z_0-9]+/.exec(text)?.[0];
}

/** Turns what PKCS#11 throws into a refusal; a refusal stays what it is, and a fault of ours is not hidden. */
export function asRefusal(error: unknown): unknown {
  if (error instanceof Refusal) return error;
  const name = ckrName(error);
  if (!name) return error;
  const [code, message] = REFUSALS[name] ?? ['HSM_FAULT', `The HSM refused this step (${name}).`];
  return new Refusal(code, message, { cause: error });
}

/** Runs a step on the HSM; what PKCS#11 throws leaves it as a refusal. */
export function onHsm<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw asRefusal(error);
  }
}
