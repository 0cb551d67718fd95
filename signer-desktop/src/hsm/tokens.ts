import { Refusal } from '@vieraugen/shared/bytes';
import { type Module, type Slot, type Token, TokenFlag } from 'graphene-pk11';
import { onHsm, type TriesLeft } from './hsm-error.ts';

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

/** What is asked about a token before and after a login. */
export type TokenState = {
  readonly info: TokenInfo;
  readonly triesLeft: TriesLeft;
  /** Allowed lengths of a PIN, in bytes. */
  readonly pinLength: { readonly min: number; readonly max: number };
};

type Found = { readonly slot: Slot; readonly state: TokenState };

/** The tokens that are plugged in and answer. */
export function listTokens(module: Module): readonly TokenInfo[] {
  return presentTokens(module).map((found) => found.state.info);
}

/** The slot of a token. Refuses with TOKEN_MISSING or TOKEN_AMBIGUOUS. */
export function findSlot(module: Module, serial: string): Slot {
  const [match, second] = presentTokens(module).filter((found) => found.state.info.serial === serial);
  if (!match) throw new Refusal('TOKEN_MISSING', `The token with the serial number ${serial} is not plugged in.`);
  if (second)
    throw new Refusal('TOKEN_AMBIGUOUS', `Two tokens have the serial number ${serial}. Take one of them out.`);
  return match.slot;
}

/** What the token in a slot says of itself now; undefined when none answers. */
export function tokenState(slot: Slot): TokenState | undefined {
  try {
    return describe(slot, slot.getToken());
  } catch {
    // A token that was taken out answers with any of several errors, by the module's taste.
    return undefined;
  }
}

function presentTokens(module: Module): readonly Found[] {
  return onHsm(() => {
    const slots = module.getSlots(true);
    return Array.from({ length: slots.length }, (_, index) => slots.items(index)).flatMap((slot) => {
      const state = tokenState(slot);
      return state ? [{ slot, state }] : [];
    });
  });
}

function describe(slot: Slot, token: Token): TokenState {
  const info = {
    label: token.label.trim(),
    serial: token.serialNumber.trim() || `slot-${slot.handle.toString('hex')}`,
    model: token.model.trim(),
    manufacturer: token.manufacturerID.trim(),
    initialised: has(token, TokenFlag.TOKEN_INITIALIZED),
    ready: has(token, TokenFlag.USER_PIN_INITIALIZED),
  };
  return { info, triesLeft: triesLeft(token), pinLength: { min: token.minPinLen, max: token.maxPinLen } };
}

function triesLeft(token: Token): TriesLeft {
  if (has(token, TokenFlag.USER_PIN_LOCKED)) return 'none';
  if (has(token, TokenFlag.USER_PIN_FINAL_TRY)) return 'one';
  return has(token, TokenFlag.USER_PIN_COUNT_LOW) ? 'few' : 'unknown';
}

function has(token: Token, flag: TokenFlag): boolean {
  return (token.flags & flag) !== 0;
}
