import { Refusal } from '@vieraugen/shared/bytes';
import { type Module, type Session, SessionFlag, type Slot, type Token, TokenFlag, UserType } from 'graphene-pk11';
import { asRefusal, onHsm } from './hsm-error.ts';

/** A token as people choose it. Slots change their numbers; a token is known by its serial number. */
export type TokenInfo = {
  readonly label: string;
  readonly serial: string;
  readonly model: string;
  readonly manufacturer: string;
  /** False for an empty token, which can become a vault. */
  readonly initialised: boolean;
  /** Its user PIN is set, so that its owner can log in. */
  readonly ready: boolean;
};

type Found = { readonly slot: Slot; readonly token: Token; readonly info: TokenInfo };

/** The tokens that are plugged in. */
export function listTokens(module: Module): readonly TokenInfo[] {
  return onHsm(() => presentTokens(module).map((found) => found.info));
}

function presentTokens(module: Module): Found[] {
  const slots = module.getSlots(true);
  return Array.from({ length: slots.length }, (_, index) => describe(slots.items(index)));
}

function describe(slot: Slot): Found {
  const token = slot.getToken();
  const info = {
    label: token.label.trim(),
    serial: token.serialNumber.trim() || `slot-${slot.handle.toString('hex')}`,
    model: token.model.trim(),
    manufacturer: token.manufacturerID.trim(),
    initialised: (token.flags & TokenFlag.TOKEN_INITIALIZED) !== 0,
    ready: (token.flags & TokenFlag.USER_PIN_INITIALIZED) !== 0,
  };
  return { slot, token, info };
}

/** The slot of a token. Refuses with TOKEN_MISSING or TOKEN_AMBIGUOUS. */
export function findSlot(module: Module, serial: string): Slot {
  const matches = onHsm(() => presentTokens(module)).filter((found) => found.info.serial === serial);
  const [match, second] = matches;
  if (!match) throw new Refusal('TOKEN_MISSING', `The token with the serial number ${serial} is not plugged in.`);
  if (second)
    throw new Refusal('TOKEN_AMBIGUOUS', `Two tokens have the serial number ${serial}. Take one of them out.`);
  return match.slot;
}

/** Runs `work` in a session of its own that is logged in as the token's user, and closes it whatever happens. */
export function withUser<T>(module: Module, serial: string, pin: Uint8Array, work: (session: Session) => T): T {
  const session = openAsUser(module, serial, pin);
  try {
    return onHsm(() => work(session));
  } finally {
    closeSession(session);
  }
}

/**
 * Opens a read-write session as the token's user. The caller closes it with {@link closeSession}.
 *
 * Refuses with TOKEN_MISSING, TOKEN_AMBIGUOUS, TOKEN_NOT_READY, PIN_WRONG (saying what is known of the tries left),
 * PIN_LOCKED or PIN_LENGTH.
 */
export function openAsUser(module: Module, serial: string, pin: Uint8Array): Session {
  const slot = findSlot(module, serial);
  const session = onHsm(() => slot.open(SessionFlag.RW_SESSION | SessionFlag.SERIAL_SESSION));
  try {
    session.login(Buffer.from(pin).toString('utf8'), UserType.USER);
    return session;
  } catch (error) {
    session.close();
    throw withTriesLeft(asRefusal(error), slot);
  }
}

/** Logs out and closes; a token that was taken out has ended the session by itself. */
export function closeSession(session: Session): void {
  for (const step of [() => session.logout(), () => session.close()]) {
    try {
      step();
    } catch {
      // The token is gone, and its session with it.
    }
  }
}

/** PKCS#11 tells no number of tries, only that few are left, that one is left, or that none is (CK_TOKEN_INFO flags). */
function withTriesLeft(refusal: unknown, slot: Slot): unknown {
  if (!(refusal instanceof Refusal) || refusal.code !== 'PIN_WRONG') return refusal;
  const { flags } = onHsm(() => slot.getToken());
  if ((flags & TokenFlag.USER_PIN_LOCKED) !== 0) return asRefusal(new Error('CKR_PIN_LOCKED'));
  const tries =
    (flags & TokenFlag.USER_PIN_FINAL_TRY) !== 0
      ? 'One try is left before the token locks.'
      : (flags & TokenFlag.USER_PIN_COUNT_LOW) !== 0
        ? 'A few tries are left before the token locks.'
        : 'The token does not tell how many tries are left.';
  return new Refusal('PIN_WRONG', `The PIN is wrong. ${tries}`, { cause: refusal });
}
