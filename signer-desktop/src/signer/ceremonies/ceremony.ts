import { Refusal } from '@vieraugen/shared/bytes';
import type { Hsm } from '../../hsm/index.ts';
import type { ReviewAction } from '../../ipc/actions.ts';
import type { NativeQuestion } from '../../ipc/signer-core.ts';
import type { ReviewView } from '../../ipc/views.ts';
import type { Journal } from '../journal/journal.ts';

/** What ceremonies work with. Everything that is not pure comes through here, so that tests can stand in for it. */
export interface Workshop {
  readonly hsm: Hsm;
  readonly journal: Journal;
  /** Seconds since the epoch, never before the journal's newest entry. */
  now(): number;
  random(length: number): Uint8Array;
  /** Asks in a dialog of the operating system. */
  confirm(question: NativeQuestion): Promise<boolean>;
  /** Shows that the HSM works, before it does. */
  working(doing: string): Promise<void>;
}

/** A kind of message that a ceremony waits for in front of the camera. */
export type ExpectedScan = { readonly urType: string; readonly inWords: string };

/**
 * A ceremony: an explicit state machine. It holds its step in memory alone; what must last is in the journal. A step that
 * refuses throws a Refusal and stays where it is, so that nothing is lost by a wrong PIN or a wrong code.
 */
export interface Ceremony {
  /** For the eye: "signing". */
  readonly name: string;
  /** The screen of the current step. */
  view(): ReviewView;
  /** What the camera is to read in this step; undefined when the scan window is closed. */
  expects(): ExpectedScan | undefined;
  /** Takes the message that was read. */
  takeMessage(bytes: Uint8Array): Promise<void>;
  handle(action: ReviewAction): Promise<void>;
  /** Somebody did something on the screen: a review that is open stays open. */
  stillReading(): void;
  /** Forgets everything: shares are overwritten, the vault is locked. */
  close(): void;
}

/** For a step in which the camera is off. */
export function refuseScan(): never {
  throw new Refusal('NO_SCAN', 'No code is expected now.');
}

/** Seconds without any action after which an approval on the screen is no longer taken because nobody may be reading it. */
export const REVIEW_IDLE_LIMIT = 300;
