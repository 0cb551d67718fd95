import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '@vieraugen/shared/bytes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  approved,
  type CustodyWorld,
  DESTINATION,
  openCustodyWorld,
  pairedVault,
  waitForState,
} from '../../testing/custody-world.ts';
import { asScanned, messageOf } from '../../testing/test-station.ts';
import { decodeBundle, encodeBundle } from './bundle.ts';
import { verifyBundle } from './verify-bundle.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'main.ts');

let world: CustodyWorld;
let bundle: Uint8Array;
let other: Uint8Array;
beforeAll(async () => {
  world = await openCustodyWorld();
  const vault = await pairedVault(world);
  bundle = await heldCeremony(vault, 2);
  other = await heldCeremony(vault, 1);
}, 120_000);
afterAll(() => world.close());

async function heldCeremony(vault: Awaited<ReturnType<typeof pairedVault>>, count: number): Promise<Uint8Array> {
  const { api } = world.people.operator;
  const ids: string[] = [];
  for (let i = 0; i < count; i++) ids.push(await approved(world, vault.wallet.id, { amount: '1500000000000000000' }));
  for (const id of ids) await waitForState(api, id, ['awaiting-ceremony']);
  const opened = await api.post('/v1/ceremonies', { vaultId: vault.vaultId, withdrawalIds: ids });
  const path = `/v1/ceremonies/${String(opened.body.id)}`;
  const request = messageOf((await api.get(`${path}/frames`)).body);
  const answers = count > 1 ? [undefined, { code: 'OFFICER_REFUSED', reason: 'Not today.' }] : [];
  await api.post('/v1/signing-responses', asScanned(await vault.station.sign(request, { answers })));
  const { body } = await world.people.auditor.api.get(`${path}/bundle`);
  return Uint8Array.from(Buffer.from(String(body.bytes), 'base64url'));
}

test('says from the bytes alone who approved what, and what the signer did', () => {
  const verdict = verifyBundle(bundle);
  expect(verdict).toMatchObject({ vaultName: 'Test vault', officers: ['Clara', 'Dora'] });
  expect(verdict.items.map((item) => item.outcome)).toEqual(['signed', 'refused: OFFICER_REFUSED. Not today.']);
  expect(verdict.items[0]?.payment).toBe(`1.5 ETH to ${DESTINATION} (Exchange account) on Anvil`);
  // Whoever approved within the same second stands in either order.
  expect(verdict.items[0]?.approvers.toSorted()).toEqual(['Anna Approver', 'Ben Approver']);
});

test('finds a flipped bit anywhere', () => {
  for (let at = 0; at < bundle.length; at += 17) {
    const changed = Uint8Array.from(bundle, (byte, index) => (index === at ? byte ^ (1 << (at % 8)) : byte));
    expect(() => verifyBundle(changed), `byte ${at}`).toThrow(Refusal);
  }
});

test('finds a part of another ceremony', () => {
  const [one, two] = [decodeBundle(bundle), decodeBundle(other)];
  const mixed = encodeBundle({ ...one, signingResponse: two.signingResponse });
  expect(() => verifyBundle(mixed)).toThrow(expect.objectContaining({ code: 'RESPONSE_UNKNOWN_REQUEST' }));
  const request = encodeBundle({ ...one, signingRequest: two.signingRequest });
  expect(() => verifyBundle(request)).toThrow(expect.objectContaining({ code: 'RESPONSE_UNKNOWN_REQUEST' }));
  const later = encodeBundle({ ...one, version: 2 });
  expect(() => verifyBundle(later)).toThrow(expect.objectContaining({ code: 'BUNDLE_VERSION_UNSUPPORTED' }));
});

test('as a command: its words and its exit code', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vieraugen-bundle-'));
  const file = join(folder, 'bundle.cbor');
  const verify = () => spawnSync(process.execPath, [MAIN, 'bundle', 'verify', file], { encoding: 'utf8' });
  await writeFile(file, bundle);
  expect(verify()).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/approved by {15}(Anna Approver, Ben|Ben Approver, Anna) Approver/),
  });
  await writeFile(file, bundle.subarray(1));
  expect(verify()).toMatchObject({ status: 1, stderr: expect.stringContaining('NOT good: CBOR_') });
  await rm(folder, { recursive: true });
}, 30_000);
