import { Refusal } from '@vieraugen/shared/bytes';

/** How near a PIN is to being locked. PKCS#11 tells no number, only these flags (v2.40, CK_TOKEN_INFO, CKF_USER_PIN_*). */
export type TriesLeft = 'unknown' | 'few' | 'one' | 'none';

/** A wrong PIN, with what the token tells of the tries that are left. */
export class PinRefusal extends Refusal {
  readonly triesLeft: TriesLeft;

  constructor(triesLeft: TriesLeft, cause: unknown) {
    super(triesLeft === 'none' ? 'PIN_LOCKED' : 'PIN_WRONG', TRIES_SENTENCE[triesLeft], { cause });
    this.triesLeft = triesLeft;
  }
}

const LOCKED = 'The token is locked after too many wrong PINs. Its issuer can unlock it.';

const TRIES_SENTENCE: Readonly<Record<TriesLeft, string>> = {
  unknown: 'The PIN is wrong. The token does not tell how many tries are left: look the PIN up before you try again.',
  few: 'The PIN is wrong. A few tries are left before the token locks.',
  one: 'The PIN is wrong. One try is left before the token locks: look the PIN up first.',
  none: LOCKED,
};

const TAKEN_OUT = 'The token was taken out, or it no longer answers. Put it back, then start this step again.';
const LOGGED_IN = 'Somebody is logged in to this token already. Finish or cancel that step first.';
const CANNOT = 'The HSM cannot do what this step needs. Run the doctor.';

/** What the HSM answers, as codes of ours (PKCS#11 v2.40, section 3.6: the CKR_ names). Any other is HSM_FAULT. */
const REFUSALS: Readonly<Record<string, readonly [code: string, message: string]>> = {
  CKR_PIN_LEN_RANGE: ['PIN_LENGTH', 'The PIN is too short or too long for this token.'],
  CKR_PIN_INVALID: ['PIN_LENGTH', 'The PIN holds characters that this token does not take.'],
  CKR_PIN_LOCKED: ['PIN_LOCKED', LOCKED],
  CKR_PIN_EXPIRED: ['PIN_EXPIRED', 'The PIN of this token must be changed first, with the tools of its issuer.'],
  CKR_USER_PIN_NOT_INITIALIZED: [
    'TOKEN_NOT_READY',
    'This token has no user PIN yet. Its issuer must prepare it first.',
  ],
  CKR_USER_ALREADY_LOGGED_IN: ['TOKEN_LOGGED_IN', LOGGED_IN],
  CKR_USER_ANOTHER_ALREADY_LOGGED_IN: ['TOKEN_LOGGED_IN', LOGGED_IN],
  CKR_SESSION_EXISTS: ['TOKEN_LOGGED_IN', LOGGED_IN],
  CKR_TOKEN_NOT_PRESENT: ['TOKEN_REMOVED', TAKEN_OUT],
  CKR_DEVICE_REMOVED: ['TOKEN_REMOVED', TAKEN_OUT],
  CKR_SLOT_ID_INVALID: ['TOKEN_REMOVED', TAKEN_OUT],
  CKR_TOKEN_NOT_RECOGNIZED: ['TOKEN_UNREADABLE', 'The token is not known to this PKCS#11 module.'],
  CKR_DEVICE_ERROR: ['TOKEN_UNREADABLE', 'The token answered with a fault. Take it out, put it back and try again.'],
  CKR_DEVICE_MEMORY: ['TOKEN_FULL', 'The token has no room left. Nothing was written to it.'],
  CKR_KEY_NOT_WRAPPABLE: ['KEY_NOT_EXPORTABLE', 'This key can leave the HSM only under the trusted backup key.'],
  CKR_KEY_UNEXTRACTABLE: ['KEY_NOT_EXPORTABLE', 'This key can never leave the HSM.'],
  CKR_ATTRIBUTE_SENSITIVE: ['KEY_NOT_EXPORTABLE', 'The value of this key can never be read.'],
  CKR_MECHANISM_INVALID: ['MECHANISM_MISSING', CANNOT],
  CKR_MECHANISM_PARAM_INVALID: ['MECHANISM_MISSING', CANNOT],
  CKR_CURVE_NOT_SUPPORTED: ['MECHANISM_MISSING', CANNOT],
};

export function tokenRemoved(cause?: unknown): Refusal {
  return new Refusal('TOKEN_REMOVED', TAKEN_OUT, { cause });
}

/** The CKR_ name in an error of the PKCS#11 binding, or undefined for any other error. */
export function ckrName(error: unknown): string | undefined {
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
