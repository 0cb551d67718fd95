import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  approved,
  type CustodyWorld,
  DESTINATION,
  expectStatus,
  openCustodyWorld,
  waitForState,
} from '@vieraugen/coordinator/testing/custody-world';
import {
  configOf,
  OFFICERS,
  prepareTokens,
  startStation,
  type TestStation,
} from '@vieraugen/signer-desktop/testing/station';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ETHER = 10n ** 18n;

/** The real coordinator and the real signer core, each with its real parts; only the cameras are left out. */
describe('the two sides understand each other', () => {
  let world: CustodyWorld;
  let station: TestStation;
  let vaultId: string;
  let wallet: { id: string; address: string };

  beforeAll(async () => {
    world = await openCustodyWorld();
    const folder = mkdtempSync(join(tmpdir(), 'vieraugen-gap-'));
    const softHsm = prepareTokens(folder);
    process.env.SOFTHSM2_CONF = softHsm.configuration;
    station = startStation(configOf(folder, softHsm));
    await station.found();
  });
  afterAll(() => world?.close());

  const api = () => world.people.administrator.api;
  const bytesOf = (body: Record<string, unknown>): Uint8Array =>
    Uint8Array.from(Buffer.from(String(body.message), 'base64url'));
  const scanned = (bytes: Uint8Array) => ({ message: Buffer.from(bytes).toString('base64url') });

  it('pairs: the same words on both screens, the policy accepted by two officers', async () => {
    const offered = await api().post('/v1/pairings', { policyDigest: world.policyDigest });
    expectStatus(offered, 201);
    const path = `/v1/pairings/${String(offered.body.id)}`;
    const offer = bytesOf((await api().get(`${path}/frames`)).body);
    const acceptance = await station.pair(offer);
    const preview = await api().post(`${path}/acceptance`, scanned(acceptance));
    expectStatus(preview, 200);
    const { digest, words } = preview.body.acceptance as { digest: string; words: string[] };
    // Two officers saw those of the offer, then the signer showed those of its answer.
    expect(station.shownWords).toEqual([offered.body.words, offered.body.words, words]);
    const second = world.people.secondAdministrator.api;
    const confirmed = await second.post(`${path}/confirmation`, { acceptanceDigest: digest, wordsMatch: true });
    expectStatus(confirmed, 201);
    vaultId = String(confirmed.body.id);
    expect(confirmed.body).toMatchObject({ name: 'Test vault', officerQuorum: 2 });
  });

  it('registers a key that the HSM made', async () => {
    const manifest = await station.generateKeys(1);
    const registered = await api().post('/v1/key-manifests', scanned(manifest));
    expectStatus(registered, 201);
    const [first] = registered.body.wallets as { id: string; address: string }[];
    if (!first) throw new Error('no wallet');
    wallet = first;
    const shown = station.at('idle').keys[0]?.address.replaceAll(' ', '');
    expect(wallet.address).toBe(shown);
    await world.chain.fund(wallet.address, 100n * ETHER, 100_000_000_000n);
  });

  it('pays coins and tokens in one batch, and the chain agrees', async () => {
    const before = await world.chain.provider.getBalance(DESTINATION);
    const coins = await approved(world, wallet.id, { amount: (2n * ETHER).toString() });
    const tokens = await approved(world, wallet.id, { token: world.chain.token, amount: '250000000' });
    for (const id of [coins, tokens]) await waitForState(api(), id, ['awaiting-ceremony']);

    const opened = await world.people.operator.api.post('/v1/ceremonies', { vaultId, withdrawalIds: [coins, tokens] });
    expectStatus(opened, 201);
    const frames = await api().get(`/v1/ceremonies/${String(opened.body.id)}/frames`);
    const response = await station.sign(bytesOf(frames.body));
    const answered = await world.people.operator.api.post('/v1/signing-responses', scanned(response));
    expectStatus(answered, 200);
    expect(answered.body.officers).toEqual(OFFICERS.slice(0, 2).map((officer) => officer.name));

    for (const id of [coins, tokens]) await waitForState(api(), id, ['confirmed']);
    expect((await world.chain.provider.getBalance(DESTINATION)) - before).toBe(2n * ETHER);
  });

  it('a lost answer is shown again, and taken in twice it changes nothing', async () => {
    const id = await approved(world, wallet.id);
    await waitForState(api(), id, ['awaiting-ceremony']);
    const opened = await world.people.operator.api.post('/v1/ceremonies', { vaultId, withdrawalIds: [id] });
    const request = bytesOf((await api().get(`/v1/ceremonies/${String(opened.body.id)}/frames`)).body);
    const first = await station.sign(request);
    const again = await station.sign(request);
    expect(Buffer.compare(first, again)).toBe(0);
    for (const bytes of [first, again]) {
      expectStatus(await world.people.operator.api.post('/v1/signing-responses', scanned(bytes)), 200);
    }
    const done = await waitForState(api(), id, ['confirmed']);
    expect(done.timeline.filter((entry) => entry.to === 'signed')).toHaveLength(1);
  });
});
