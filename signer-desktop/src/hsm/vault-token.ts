import { Refusal, refuseUnless } from '@vieraugen/shared/bytes';
import { type ITemplate, KeyGenMechanism, KeyType, ObjectClass, type Session, type Slot } from 'graphene-pk11';
import { onHsm, tokenRemoved } from './hsm-error.ts';
import { checkAttributes, generateKeyPair, type KeyKind } from './keys.ts';
import type { LoadedModule } from './open-module.ts';
import { randomPin } from './split-secret.ts';
import { checkPinLength, openAsSecurityOfficer, withUser } from './token-session.ts';
import { findSlot, type TokenState, tokenState } from './tokens.ts';

/** The station key, which signs the journal and every message of the signer. */
export const STATION_KEY: KeyKind = {
  id: Uint8Array.from(Buffer.from('vieraugen-station')),
  curve: 'p256',
  use: 'sign',
  backedUp: false,
};
const STATION_LABEL = 'station';
const BACKUP_LABEL = 'backup';

/**
 * CKA_PRIVATE is false because a security officer cannot make private objects (PKCS#11 v2.40, 2.1.2). The key can wrap and
 * unwrap, never encrypt or decrypt: with both, a wrapped key could be read.
 */
const BACKUP_KEY_PROTECTION: ITemplate = {
  token: true,
  private: false,
  trusted: true,
  sensitive: true,
  extractable: false,
  modifiable: false,
  wrap: true,
  unwrap: true,
  encrypt: false,
  decrypt: false,
  sign: false,
  verify: false,
  derive: false,
  valueLen: 32,
};

/** A vault token that was just made. The two PINs are to be split, sealed and overwritten at once. */
export type NewVault = {
  readonly serial: string;
  readonly userPin: Uint8Array;
  readonly securityOfficerPin: Uint8Array;
  readonly stationPublicKey: Uint8Array;
};

/**
 * Makes an empty token a vault: random PINs that nobody sees, the trusted backup key (made by the security officer, for
 * only that role can make a key trusted), and the station key.
 *
 * Refuses with TOKEN_MISSING, or TOKEN_IN_USE for a token that is initialised already: nothing is ever erased here.
 */
export function initialiseVault({ module, library }: LoadedModule, serial: string, label: string): NewVault {
  checkLabel(label);
  const slot = findSlot(module, serial);
  const state = demandState(slot);
  refuseUnless(
    !state.info.initialised,
    'TOKEN_IN_USE',
    'This token is in use. Only an empty token can become a vault.',
  );
  const securityOfficerPin = randomPin();
  const userPin = randomPin();
  checkPinLength(state, userPin);
  // graphene's Slot.initToken reads an answer that PKCS#11 does not give and fails after the token was made.
  // The label is padded here: PKCS#11 reads 32 bytes of it, and the binding would let it read on behind a shorter one.
  onHsm(() => library.C_InitToken(slot.handle, text(securityOfficerPin), label.padEnd(32)));
  const newSerial = demandState(slot).info.serial;
  prepareAsSecurityOfficer(slot, newSerial, securityOfficerPin, userPin);
  const stationPublicKey = withUser(module, newSerial, userPin, (session) =>
    generateKeyPair(session, STATION_KEY, STATION_LABEL),
  );
  return { serial: newSerial, userPin, securityOfficerPin, stationPublicKey };
}

/** The backup key, its protection checked. Refuses with KEY_MISSING, KEY_AMBIGUOUS or KEY_TEMPLATE_WRONG. */
export function checkBackupKey(session: Session): void {
  const found = session.find({ class: ObjectClass.SECRET_KEY, keyType: KeyType.AES, label: BACKUP_LABEL });
  if (found.length !== 1) {
    const code = found.length === 0 ? 'KEY_MISSING' : 'KEY_AMBIGUOUS';
    throw new Refusal(
      code,
      'The vault must hold exactly one backup key. Do not make keys in it before this is cleared up.',
    );
  }
  checkAttributes(found.items(0), { ...BACKUP_KEY_PROTECTION, local: true, neverExtractable: true });
}

function prepareAsSecurityOfficer(slot: Slot, serial: string, pin: Uint8Array, userPin: Uint8Array): void {
  const session = openAsSecurityOfficer(slot, serial, pin);
  try {
    session.run((open) => {
      open.initPin(text(userPin));
      open.generateKey(KeyGenMechanism.AES, {
        ...BACKUP_KEY_PROTECTION,
        class: ObjectClass.SECRET_KEY,
        keyType: KeyType.AES,
        label: BACKUP_LABEL,
      });
      checkBackupKey(open);
    });
  } finally {
    session.close();
  }
}

function demandState(slot: Slot): TokenState {
  const state = tokenState(slot);
  if (!state) throw tokenRemoved();
  return state;
}

/** A label has 32 bytes (PKCS#11 v2.40, 5.5), so that a longer one would be cut off without a word. */
function checkLabel(label: string): void {
  refuseUnless(
    /^[\x21-\x7e]([\x20-\x7e]{0,30}[\x21-\x7e])?$/.test(label),
    'TOKEN_LABEL_INVALID',
    'The name of a vault token has 1 to 32 letters, digits, spaces or signs (ASCII), and no space at its ends.',
  );
}

function text(pin: Uint8Array): string {
  return Buffer.from(pin).toString('utf8');
}
