import type { Chains } from '../rpc/index.ts';
import type { Services } from '../services.ts';

/** What the custody features stand on, beside what every feature does. */
export type CustodyServices = Services & {
  readonly chains: Chains;
  /** Seconds since the epoch. */
  now(): number;
};
