import { toHex } from '@vieraugen/shared/bytes';

/**
 * The record of a ceremony for the auditors: who did what, and when. It becomes part of the journal entry that the ceremony
 * writes, which the station signs; so it can neither be changed nor lost.
 */
export class Transcript {
  readonly #ceremony: string;
  readonly #events: { readonly at: string; readonly what: string }[] = [];

  constructor(ceremony: string) {
    this.#ceremony = ceremony;
  }

  note(at: number, what: string): void {
    this.#events.push({ at: isoTime(at), what });
  }

  /** The transcript as it stands, with the facts of the ceremony. Byte strings are written in hexadecimal. */
  finish(facts: Readonly<Record<string, unknown>>): string {
    const content = { ceremony: this.#ceremony, ...facts, events: this.#events };
    return JSON.stringify(content, (_key, value: unknown) => readable(value), 2);
  }
}

function readable(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  return typeof value === 'bigint' ? value.toString() : value;
}

/** "2026-11-24T04:00:00Z". */
function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
