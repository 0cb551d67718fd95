import { Refusal } from '@vieraugen/shared/bytes';
import type { SeededRandom } from '../../e2e/support/camera/seeded-random.ts';

/** Makes another input of one, by the dice; `other` is a second input that parts may be taken from. */
export type Mutator = (input: Uint8Array, other: Uint8Array, random: SeededRandom) => Uint8Array;

/** A decoder that sees what a camera saw, or what came in a message of an attacker. */
export interface FuzzTarget {
  /** Honest inputs to begin with, always the same ones. */
  readonly seeds: () => readonly Uint8Array[];
  readonly mutate: Mutator;
  /** Bytes of an input at most. */
  readonly maxLength: number;
  /** Decodes an input. Whatever it throws is a finding: a refusal is caught inside. */
  readonly run: (input: Uint8Array) => void;
}

/** What an action answers, or undefined if it refuses: with a code and a sentence, or that is a finding too. */
export function orRefused<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    checkRefusal(error.code, error.message);
    return undefined;
  }
}

/** Every refusal has a code of its own and a sentence that a human can act on. */
export function checkRefusal(code: string, message: string): void {
  demand(/^[A-Z][A-Z0-9_]{3,63}$/.test(code), `a refusal has the code ${JSON.stringify(code)}`);
  demand(/^\P{Cc}{15,400}$/u.test(message), `the refusal ${code} says ${JSON.stringify(message)}`);
}

/** Throws unless what must hold holds. */
export function demand(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise);
}

/** What was accepted and is written again must be the same bytes. */
export function demandSame(again: Uint8Array, input: Uint8Array): void {
  const same = again.length === input.length && again.every((byte, index) => byte === input[index]);
  demand(same, `accepted, but encoded again it is other bytes: ${Buffer.from(again).toString('hex').slice(0, 200)}`);
}
