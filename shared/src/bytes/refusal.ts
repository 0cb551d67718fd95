/**
 * An expected "no": input that must not be accepted. Every refusal has a code of its own (UPPER_SNAKE) and a sentence
 * that a human can act on. Both sides of the gap show, log and journal the code; nothing else may be inferred from it.
 */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'Refusal';
    this.code = code;
  }
}

/** Throws a {@link Refusal} unless `condition` holds. */
export function refuseUnless(condition: boolean, code: string, message: string): asserts condition {
  if (!condition) throw new Refusal(code, message);
}
