import type { Person } from '../support/back-office.ts';
import type { Evidence } from './evidence.ts';
import type { SignerDesk } from './officers.ts';
import type { World } from './world.ts';

/** The people of the back office. */
export type People = {
  readonly administrator: Person;
  readonly secondAdministrator: Person;
  readonly operator: Person;
  readonly approvers: readonly [Person, Person];
};

/** A payment that was asked for and followed to its end. */
export type Paid = {
  readonly kind: 'cold' | 'hot';
  readonly what: string;
  readonly id: string;
  readonly hash: string;
  readonly block: number;
  readonly milliseconds: number;
};

/** What the steps of the story hand to one another. */
export type Story = {
  readonly world: World;
  readonly evidence: Evidence;
  readonly people: People;
  readonly desk: SignerDesk;
  /** The words that approvers saw for each withdrawal they approved. */
  readonly approvedWords: Set<string>;
  /** Asks and reads as the integrator's program does. */
  program<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T>;
};

/** Where the story pays to: an account of anvil's, as if it were a partner bank's. */
export const PARTNER = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
export const CHAIN = 'eip155:31337';
export const ETHER = 10n ** 18n;

/** Fails the story with what was found instead. */
export function demand(isTrue: boolean, otherwise: string): asserts isTrue {
  if (!isTrue) throw new Error(otherwise);
}
