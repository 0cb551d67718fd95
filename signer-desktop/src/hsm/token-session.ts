import { Refusal, refuseUnless } from '@vieraugen/shared/bytes';
import { type Module, type Session, SessionFlag, type Slot, UserType } from 'graphene-pk11';
import { asRefusal, ckrName, onHsm, PinRefusal, tokenRemoved } from './hsm-error.ts';
import { findSlot, type TokenState, tokenState } from './tokens.ts';

/** A session with one token. Every call to the HSM goes through {@link TokenSession.run}. */
export class TokenSession {
  readonly #slot: Slot;
  readonly #serial: string;
  readonly #session: Session;
  readonly #loggedIn: boolean;

  constructor(session: Session, serial: string, loggedIn: boolean) {
    this.#slot = session.slot;
    this.#serial = serial;
    this.#session = session;
    this.#loggedIn = loggedIn;
  }

  /**
   * Runs a step; what PKCS#11 throws leaves it as a refusal. A token that was taken out shows in many ways (an invalid
   * handle, a general error, a search that finds nothing): so at each failure the token itself is asked whether it is there.
   */
  run<T>(step: (session: Session) => T): T {
    try {
      return step(this.#session);
    } catch (error) {
      throw this.#refusalOf(error);
    }
  }

  /** {@link TokenSession.run} for a step that the HSM is waited for in. */
  async runAside<T>(step: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await step(this.#session);
    } catch (error) {
      throw this.#refusalOf(error);
    }
  }

  /** Another session with the same token, under the login of this one; undefined when the token takes no more sessions. */
  openBeside(): TokenSession | undefined {
    try {
      return new TokenSession(open(this.#slot), this.#serial, false);
    } catch (error) {
      if (error instanceof Refusal && ckrName(error.cause) === 'CKR_SESSION_COUNT') return undefined;
      throw this.#refusalOf(error);
    }
  }

  /** Refuses with TOKEN_REMOVED when the token is gone; for steps in which "nothing found" is an answer. */
  demandPresent(): void {
    if (!this.#isPresent()) throw tokenRemoved();
  }

  /** Ends the session, and the login if it was this session's. A token that was taken out has ended both by itself. */
  close(): void {
    if (this.#loggedIn) ignoreHsmFailure(() => this.#session.logout());
    ignoreHsmFailure(() => this.#session.close());
  }

  #refusalOf(error: unknown): unknown {
    const refusal = asRefusal(error);
    return refusal instanceof Refusal && !this.#isPresent() ? tokenRemoved(error) : refusal;
  }

  #isPresent(): boolean {
    return tokenState(this.#slot)?.info.serial === this.#serial;
  }
}

/** Runs `work` in a session of its own that is logged in as the token's user, and closes it whatever happens. */
export function withUser<T>(module: Module, serial: string, pin: Uint8Array, work: (session: Session) => T): T {
  const session = openAsUser(module, serial, pin);
  try {
    return session.run(work);
  } finally {
    session.close();
  }
}

/** The same without a login: it sees public objects alone, and leaves a login of another session as it is. */
export function withoutLogin<T>(module: Module, serial: string, work: (session: Session) => T): T {
  const session = new TokenSession(open(findSlot(module, serial)), serial, false);
  try {
    return session.run(work);
  } finally {
    session.close();
  }
}

/**
 * Opens a read-write session as the token's user; the caller closes it.
 *
 * A login belongs to the program, not to one session: while another session of ours is logged in, PKCS#11 looks at no PIN.
 * So that is refused, never taken for a login: TOKEN_LOGGED_IN. Refuses further with TOKEN_MISSING, TOKEN_AMBIGUOUS,
 * TOKEN_NOT_READY, PIN_LENGTH (no try is used), PIN_WRONG (saying what is known of the tries left) or PIN_LOCKED.
 */
export function openAsUser(module: Module, serial: string, pin: Uint8Array): TokenSession {
  const slot = findSlot(module, serial);
  const state = tokenState(slot);
  if (!state) throw tokenRemoved();
  refuseUnless(
    state.info.ready,
    'TOKEN_NOT_READY',
    'This token has no user PIN yet. Its issuer must prepare it first.',
  );
  checkPinLength(state, pin);
  if (state.triesLeft === 'none') throw new PinRefusal('none', undefined);
  return logIn(slot, serial, pin, UserType.USER);
}

/** The session of the security officer, who alone can make a key trusted, and who sees no private object. */
export function openAsSecurityOfficer(slot: Slot, serial: string, pin: Uint8Array): TokenSession {
  return logIn(slot, serial, pin, UserType.SO);
}

/** Refuses with PIN_LENGTH: a PIN that the token cannot take must not cost a try. */
export function checkPinLength({ pinLength }: TokenState, pin: Uint8Array): void {
  const { min, max } = pinLength;
  refuseUnless(
    pin.length >= min && pin.length <= max,
    'PIN_LENGTH',
    `The PIN of this token has ${min} to ${max} characters. No try was used.`,
  );
}

function logIn(slot: Slot, serial: string, pin: Uint8Array, user: UserType): TokenSession {
  const session = open(slot);
  try {
    // The binding takes PINs as strings, which cannot be overwritten; the process is ended after a ceremony instead.
    session.login(Buffer.from(pin).toString('utf8'), user);
  } catch (error) {
    const refusal = loginRefusal(slot, error);
    ignoreHsmFailure(() => session.close());
    throw refusal;
  }
  return new TokenSession(session, serial, true);
}

function open(slot: Slot): Session {
  return onHsm(() => slot.open(SessionFlag.RW_SESSION | SessionFlag.SERIAL_SESSION));
}

function loginRefusal(slot: Slot, error: unknown): unknown {
  const name = ckrName(error);
  if (name === undefined) return error;
  const state = tokenState(slot);
  if (!state) return tokenRemoved(error);
  return name === 'CKR_PIN_INCORRECT' ? new PinRefusal(state.triesLeft, error) : asRefusal(error);
}

function ignoreHsmFailure(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (ckrName(error) === undefined) throw error;
  }
}
