import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { foundVault, openTestHsm, type TestVault } from './testing/vault-fixture.ts';

let station: ReturnType<typeof openTestHsm>;
let vault: TestVault;

beforeAll(() => {
  station = openTestHsm();
  vault = foundVault(station.hsm, 'vault');
});

afterAll(() => station.remove());

/** Lets the writer work, kills it after a number of heads, and answers the last head that it said was written. */
async function writeUntilKilled(heads: number): Promise<number> {
  const { module, sha256 } = station.softHsm;
  const script = join(import.meta.dirname, 'testing/write-heads.ts');
  const args = [script, module, sha256, vault.serial, Buffer.from(vault.userPin).toString()];
  const writer = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  writer.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.split('\n').length > heads) writer.kill('SIGKILL');
  });
  await once(writer, 'close');
  return Number(said.split('\n').at(-2) ?? 0);
}

test('a writer that is killed at any instant leaves the head that it wrote last, or the next one', async () => {
  for (let round = 1; round <= 12; round++) {
    const last = await writeUntilKilled(round % 4);
    const session = station.reopen().unlockVault(vault.serial, vault.userPin);
    const head = session.readJournalHead();
    session.close();
    const sequence = head?.sequence ?? 0;
    expect([last, last + 1, last + 2]).toContain(sequence);
    expect(sequence).toBeGreaterThanOrEqual(last);
    const hash = Uint8Array.from(createHash('sha256').update(String(sequence)).digest());
    expect(head).toEqual({ sequence, hash });
  }
});
