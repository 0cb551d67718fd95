/**
 * A signer in a process of its own, for crash.integration.test.ts: does one ceremony on the station in the folder of its
 * first argument and dies at the fault point of its third, if that is not 0. What the ceremony released is the last line of
 * its output, in hexadecimal; the points that it passed stand before.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFaultPoints } from './fault-points.ts';
import { configOf, startStation, type TestStation } from './test-station.ts';

const [folder = '', ceremony = '', fatal = '0'] = process.argv.slice(2);
const softHsm = JSON.parse(readFileSync(join(folder, 'softhsm.json'), 'utf8'));
const station = startStation(configOf(folder, softHsm), (parts) =>
  withFaultPoints(parts, Number(fatal), (name) => process.stdout.write(`${name}\n`)),
);

async function run(on: TestStation): Promise<Uint8Array> {
  switch (ceremony) {
    case 'found':
      await on.found();
      return new Uint8Array(0);
    case 'pair':
      return on.pair(message('offer'));
    case 'keys':
      return on.generateKeys(1);
    case 'sign':
      return on.sign(message('request'));
    default:
      throw new Error(`no ceremony ${ceremony}`);
  }
}

function message(name: string): Uint8Array {
  return Uint8Array.from(readFileSync(join(folder, `${name}.cbor`)));
}

const released = await run(station);
process.stdout.write(`released ${Buffer.from(released).toString('hex')}\n`);
