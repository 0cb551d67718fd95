import { createHash } from 'node:crypto';
import { openHsm } from '../index.ts';

/**
 * Writes one journal head after the other until it is killed, and says after each which one was written. Started by the test
 * of crashes: module, SHA-256, serial number and PIN as arguments.
 */
const [module = '', sha256 = '', serial = '', pin = ''] = process.argv.slice(2);
const session = openHsm({ module, sha256, production: false }).unlockVault(serial, Uint8Array.from(Buffer.from(pin)));
let sequence = session.readJournalHead()?.sequence ?? 0;
for (;;) {
  sequence++;
  const hash = Uint8Array.from(createHash('sha256').update(String(sequence)).digest());
  session.writeJournalHead({ sequence, hash });
  process.stdout.write(`${sequence}\n`);
}
