import { measureApi } from './api.ts';
import type { Bench } from './report.ts';
import { measureTransport } from './transport/measure-transport.ts';

/** What can be measured by itself, in the order in which it is: `npm run bench -- AREA`. */
export const AREAS: ReadonlyMap<string, (bench: Bench) => Promise<void>> = new Map([
  ['transport', measureTransport],
  ['api', measureApi],
]);
