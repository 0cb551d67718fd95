import { measureApi } from './api.ts';
import { measureChains } from './chains.ts';
import { measureHsm } from './hsm.ts';
import type { Bench } from './report.ts';
import { measureStart } from './start.ts';
import { measureTransport } from './transport/measure-transport.ts';

/** What can be measured by itself, in the order in which it is: `npm run bench -- AREA`. */
export const AREAS: ReadonlyMap<string, (bench: Bench) => Promise<void>> = new Map([
  ['transport', measureTransport],
  ['hsm', measureHsm],
  ['api', measureApi],
  ['start', measureStart],
  ['chains', measureChains],
]);
