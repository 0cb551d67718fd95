import { refuseUnless } from '@vieraugen/shared/bytes';
import { KeyGenMechanism, KeyType, ObjectClass, type Session, SessionFlag, type Slot, UserType } from 'graphene-pk11';
import { onHsm } from './hsm-error.ts';
import { generateKeyPair } from './keys.ts';
import type { LoadedModule } from './open-module.ts';
import { randomPin } from './split-secret.ts';
import { closeSession, findSlot, listTokens, withUser } from './tokens.ts';

/** CKA_ID of the station key. */
export const STATION_KEY_ID = Uint8Array.from(Buffer.from('vieraugen-station'));
const STATION_LABEL = 'station';
const BACKUP_LABEL = 'backup';

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
  const info = listTokens(module).find((token) => token.serial === serial);
  refuseUnless(
    info === undefined || !info.initialised,
    'TOKEN_IN_USE',
    'This token is in use. Only an empty token can become a vault.',
  );
  const slot = findSlot(module, serial);
  const securityOfficerPin = randomPin();
  const userPin = randomPin();
  // graphene's Slot.initToken reads an answer that PKCS#11 does not give and fails after the token was made.
  onHsm(() => library.C_InitToken(slot.handle, text(securityOfficerPin), label));
  onHsm(() =>
    asSecurityOfficer(slot, securityOfficerPin, (session) => {
      session.initPin(text(userPin));
      generateBackupKey(session);
    }),
  );
  const newSerial = onHsm(() => slot.getToken().serialNumber.trim());
  const stationPublicKey = withUser(module, newSerial, userPin, generateStationKey);
  return { serial: newSerial, userPin, securityOfficerPin, stationPublicKey };
}

function asSecurityOfficer(slot: Slot, pin: Uint8Array, work: (session: Session) => void): void {
  const session = slot.open(SessionFlag.RW_SESSION | SessionFlag.SERIAL_SESSION);
  try {
    session.login(text(pin), UserType.SO);
    work(session);
  } finally {
    closeSession(session);
  }
}

/**
 * CKA_PRIVATE is false because a security officer cannot make private objects (PKCS#11 v2.40, 2.1.2). The key can wrap and
 * unwrap, never encrypt or decrypt: with both, a wrapped key could be read.
 */
function generateBackupKey(session: Session): void {
  session.generateKey(KeyGenMechanism.AES, {
    class: ObjectClass.SECRET_KEY,
    keyType: KeyType.AES,
    valueLen: 32,
    label: BACKUP_LABEL,
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
  });
}

function generateStationKey(session: Session): Uint8Array {
  return generateKeyPair(session, {
    curve: 'p256',
    label: STATION_LABEL,
    id: STATION_KEY_ID,
    use: 'sign',
    backedUp: false,
  });
}

function text(pin: Uint8Array): string {
  return Buffer.from(pin).toString('utf8');
}
