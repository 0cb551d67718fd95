import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeCbor } from '@vieraugen/shared/cbor';
import { MAX_BATCH, openMessage, signingResponse } from '@vieraugen/shared/protocol';
import { createP256Signer, TestCoordinator, type TestSource } from '@vieraugen/shared/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Hsm, openHsm } from '../hsm/index.ts';
import type { StationConfig } from '../ipc/station-config.ts';
import { configOf, OFFICERS, pinBytes, prepareTokens, startStation, type TestStation } from './testing/test-station.ts';

/** What ceremonies refuse, on SoftHSM: each with its code, nothing written, and the ceremony still there to go on. */

const folder = mkdtempSync(join(tmpdir(), 'vier-refusals-'));
const coordinator = new TestCoordinator();
const [olga, oskar, odile] = OFFICERS;
let config: StationConfig;
let hsm: Hsm;
let clock = Math.floor(Date.now() / 1000);
let station: TestStation;
let source: TestSource;

const journalPath = () => join(config.dataDirectory, 'journal.log');
const journal = () => readFileSync(journalPath(), 'latin1');
const start = () => startStation(config, (parts) => ({ ...parts, openHsm: () => hsm, clock: () => clock }));

beforeAll(async () => {
  const softHsm = prepareTokens(folder);
  process.env.SOFTHSM2_CONF = softHsm.configuration;
  config = configOf(folder, softHsm);
  hsm = openHsm({ module: softHsm.module, sha256: softHsm.sha256, production: false });
});

describe('founding', () => {
  beforeEach(async () => {
    station = start();
    await station.must({ type: 'start-founding' });
  });

  const plan = () => ({ vaultName: 'Vault', officerCount: 3, quorum: 2, token: station.serialOf('free') });
  const describeIt = (changes: object = {}) => station.act({ type: 'describe-vault', ...plan(), ...changes });
  const enrol = (name: string, token: string, pin: string) =>
    station.act({ type: 'enrol-officer', name, token: station.serialOf(token), pin: pinBytes(pin) });

  it.each([
    ['a quorum larger than the officers', { officerCount: 2, quorum: 3 }, 'QUORUM_INVALID'],
    ['a token that is not there', { token: 'nowhere' }, 'TOKEN_MISSING'],
    ['a name that hides what it says', { vaultName: 'Vault\u202etluaV' }, 'MESSAGE_FIELD_INVALID'],
    ['a name of spaces', { vaultName: '   ' }, 'TEXT_EMPTY'],
  ])('refuses %s', async (_what, changes, code) => {
    expect(await describeIt(changes)).toBe(code);
    expect(station.at('describe-vault').notice?.code).toBe(code);
  });

  it('refuses a token in use as the vault', async () => {
    expect(await describeIt({ token: station.serialOf(olga.token) })).toBe('TOKEN_IN_USE');
  });

  it('refuses a wrong PIN, one token twice, one name twice, an empty token', async () => {
    await describeIt();
    expect(await enrol(olga.name, olga.token, '000000')).toBe('PIN_WRONG');
    expect(await enrol(olga.name, olga.token, olga.pin)).toBe('ok');
    expect(await enrol('Another', olga.token, olga.pin)).toBe('OFFICER_DOUBLED');
    expect(await enrol(olga.name, oskar.token, oskar.pin)).toBe('OFFICER_DOUBLED');
    expect(await enrol(oskar.name, 'free', oskar.pin)).toBe('TOKEN_NOT_READY');
    expect(station.at('enrol-officer').number).toBe(2);
  });

  it('writes nothing when the last question is answered with no, or the ceremony is left', async () => {
    await describeIt({ officerCount: 2 });
    await enrol(olga.name, olga.token, olga.pin);
    await enrol(oskar.name, oskar.token, oskar.pin);
    station.answer = false;
    await station.must({ type: 'found-vault' });
    station.at('confirm-founding');
    await station.must({ type: 'leave' });
    expect(station.at('idle').vault).toBeNull();
    expect(() => journal()).toThrow();
  });
});

describe('a founded vault', () => {
  beforeAll(async () => {
    await start().found();
  });

  beforeEach(() => {
    station = start();
  });

  it('cannot be founded again', async () => {
    expect(await station.act({ type: 'start-founding' })).toBe('VAULT_ALREADY_FOUNDED');
  });

  it('signs and makes keys only when paired', async () => {
    expect(await station.act({ type: 'start-signing' })).toBe('VAULT_NOT_PAIRED');
    expect(await station.act({ type: 'start-key-generation' })).toBe('VAULT_NOT_PAIRED');
  });

  it.each([
    ['expired', { createdAt: clock - 7200, expiresAt: clock - 3600 }, 'MESSAGE_EXPIRED'],
    ['with one approver alone', { approvers: [coordinator.anna.approver] }, 'ROSTER_TOO_SMALL'],
    [
      'with an approver twice',
      { approvers: [coordinator.anna.approver, coordinator.anna.approver] },
      'ROSTER_AMBIGUOUS',
    ],
    ['with a broken policy', { policy: Uint8Array.of(1) }, 'MESSAGE_FIELD_INVALID'],
    ['with another key inside', { identityKey: createP256Signer().publicKey }, 'ENVELOPE_WRONG_KEY'],
  ])('refuses an offer %s, and goes on scanning', async (_what, changes, code) => {
    const before = journal();
    const offer = await coordinator.offer(clock, changes);
    await station.must({ type: 'start-pairing' });
    expect(await station.film('x-vier-offer', offer)).toBe(code);
    expect(station.at('scanning').notice?.code).toBe(code);
    expect(station.scan.step).toBe('armed');
    expect(journal()).toBe(before);
  });

  it('says what it was shown instead of an offer', async () => {
    await station.must({ type: 'start-pairing' });
    await station.film('x-vier-response', Uint8Array.of(0x80));
    expect(station.scan).toMatchObject({ step: 'armed', hint: expect.stringContaining('a signing response') });
    await station.must({ type: 'scan-text', text: 'https://example.com' });
    station.at('scanning');
  });

  it('wants two officers for the pairing, each once, and the same review', async () => {
    await station.must({ type: 'start-pairing' });
    await station.film('x-vier-offer', await coordinator.offer(clock));
    const first = station.at('review-pairing').reviewId;
    expect(await station.act({ type: 'approve', reviewId: '0'.repeat(64) })).toBe('REVIEW_NOT_SHOWN');
    expect(await station.act({ type: 'approve', reviewId: first })).toBe('REVIEW_NOT_SHOWN');
    await station.must({ type: 'approve', reviewId: station.at('review-pairing').reviewId });
    await station.enterPin(olga);
    await station.must({ type: 'approve', reviewId: station.at('review-pairing').reviewId });
    expect(await station.enterPin(olga)).toBe('OFFICER_DOUBLED');
    expect(await station.enterPin({ ...oskar, pin: '999999' })).toBe('PIN_WRONG');
    expect(await station.enterPin(oskar)).toBe('ok');
    await station.takeAnswer();
    expect(station.at('idle').vault?.coordinatorName).toBe('Test Custody');
  });

  it('keeps its coordinator', async () => {
    await station.must({ type: 'start-pairing' });
    expect(await station.film('x-vier-offer', await new TestCoordinator().offer(clock))).toBe('VAULT_ALREADY_PAIRED');
  });
});

describe('a paired vault', () => {
  beforeAll(async () => {
    station = start();
    await station.generateKeys(1);
    const { vault, keys } = station.at('idle');
    source = { vaultId: fromHex(vault?.vaultId), keyId: fromHex(keys[0]?.keyId) };
  });

  beforeEach(async () => {
    station = start();
  });

  afterEach(() => {
    clock = Math.max(clock, Math.floor(Date.now() / 1000));
  });

  /** Opens a request with two payments, the first officer's turn. */
  async function openRequest() {
    const items = [coordinator.item(clock, source), coordinator.item(clock, source)];
    const request = await coordinator.request(clock, source.vaultId, items);
    if (station.view.step !== 'scanning') await station.must({ type: 'start-signing' });
    expect(await station.film('x-vier-request', request)).toBe('ok');
    return request;
  }

  const resultsOf = (bytes: Uint8Array) => {
    const { vault } = startedState();
    return openMessage(signingResponse, bytes, { vaultId: source.vaultId, publicKey: vault }).content.results;
  };

  it('refuses a request of another coordinator and keeps the ceremony and the journal', async () => {
    const before = journal();
    await station.must({ type: 'start-signing' });
    const forged = await coordinator.request(
      clock,
      source.vaultId,
      [coordinator.item(clock, source)],
      {},
      createP256Signer(),
    );
    expect(await station.film('x-vier-request', forged)).toBe('ENVELOPE_WRONG_KEY');
    expect(station.at('scanning').notice?.code).toBe('ENVELOPE_WRONG_KEY');
    const good = await coordinator.request(clock, source.vaultId, [coordinator.item(clock, source)]);
    expect(await station.film('x-vier-request', good)).toBe('ok');
    station.at('review-request');
    expect(journal()).toBe(before);
  });

  it('wants every payment decided, once, and no other', async () => {
    await openRequest();
    const approve = (index: number) => ({
      index,
      answer: 'approve' as const,
      destinationCompared: true as const,
      amountCompared: true as const,
    });
    const decide = (...indexes: number[]) =>
      station.act({ type: 'decide', reviewId: station.at('review-request').reviewId, decisions: indexes.map(approve) });
    expect(await decide()).toBe('DECISION_MISSING');
    expect(await decide(0)).toBe('DECISION_MISSING');
    expect(await decide(0, 0)).toBe('DECISION_UNEXPECTED');
    expect(await decide(0, 1, 2)).toBe('DECISION_UNEXPECTED');
    expect(await decide(0, 1)).toBe('ok');
    station.at('enter-pin');
  });

  it('asks in a dialog of the operating system, with the address in groups of four, and stays when it is declined', async () => {
    await openRequest();
    station.answer = false;
    await station.decide();
    station.at('review-request');
    expect(station.questions[0]?.detail).toContain('1 ETH on Anvil\nto Exchange account\n0x7099 7970 C518');
    station.answer = true;
    await station.decide();
    station.at('enter-pin');
  });

  it('refuses an approval after five silent minutes, and shows the review anew', async () => {
    await openRequest();
    const { reviewId, items } = station.at('review-request');
    clock += 301;
    const decisions = items.map(({ index }) => ({ index, answer: 'refuse' as const, reason: 'No' }));
    expect(await station.act({ type: 'decide', reviewId, decisions })).toBe('REVIEW_STALE');
    expect(station.at('review-request').reviewId).not.toBe(reviewId);
    await station.decide();
  });

  it('stays open while somebody is reading', async () => {
    await openRequest();
    for (let minute = 0; minute < 8; minute += 1) {
      clock += 60;
      await station.must({ type: 'status' });
    }
    await station.decide();
    station.at('enter-pin');
  });

  it('shows the second officer nothing of what the first decided', async () => {
    await openRequest();
    const first = station.at('review-request');
    await station.decide({ 1: 'Not this one' });
    expect(await station.enterPin(olga)).toBe('ok');
    const second = station.at('review-request');
    expect(second.items).toEqual(first.items);
    expect(second.reviewId).not.toBe(first.reviewId);
    expect(JSON.stringify(second)).not.toContain('Not this one');
    expect(second.progress).toEqual({ number: 2, of: 2, approved: [olga.name] });
  });

  it('signs what both approved, and answers the rest with the reason', async () => {
    await openRequest();
    await station.decide({ 1: 'The amount is not the one that was ordered' });
    await station.enterPin(oskar);
    await station.decide();
    await station.enterPin(odile);
    const [signed, refused] = resultsOf(await station.takeAnswer());
    expect(signed?.kind).toBe('signed');
    expect(refused).toMatchObject({
      kind: 'refused',
      code: 'OFFICER_REFUSED',
      reason: 'Oskar Officer: The amount is not the one that was ordered',
    });
  });

  it('answers a request in which everything is refused, with the quorum', async () => {
    await openRequest();
    for (const officer of [olga, odile]) {
      await station.decide({ 0: 'No', 1: 'No' });
      await station.enterPin(officer);
    }
    expect(resultsOf(await station.takeAnswer()).map(({ kind }) => kind)).toEqual(['refused', 'refused']);
  });

  it('signs a full batch', async () => {
    const transfer = { amount: 1_000_000_000_000_000n, maxFeePerGas: 1_000_000_000n };
    const items = Array.from({ length: MAX_BATCH }, () => coordinator.item(clock, source, { transfer }));
    const request = await coordinator.request(clock, source.vaultId, items);
    const results = resultsOf(await station.sign(request));
    expect(results.filter(({ kind }) => kind === 'signed')).toHaveLength(MAX_BATCH);
  });

  it('lets nobody decide what the machine refused', async () => {
    const items = [coordinator.item(clock, source, { approvals: () => [] }), coordinator.item(clock, source)];
    await station.must({ type: 'start-signing' });
    await station.film('x-vier-request', await coordinator.request(clock, source.vaultId, items));
    const { reviewId, items: shown } = station.at('review-request');
    expect(shown[0]?.refusal?.code).toBe('APPROVALS_MISSING');
    const decisions = [0, 1].map((index) => ({
      index,
      answer: 'approve' as const,
      destinationCompared: true as const,
      amountCompared: true as const,
    }));
    expect(await station.act({ type: 'decide', reviewId, decisions })).toBe('DECISION_UNEXPECTED');
    for (const officer of [olga, oskar]) {
      await station.decide();
      await station.enterPin(officer);
    }
    expect(resultsOf(await station.takeAnswer()).map(({ kind }) => kind)).toEqual(['refused', 'signed']);
  });

  it('refuses one officer twice, a token of nobody, and a wrong PIN, and goes on', async () => {
    await openRequest();
    await station.decide();
    const before = journal();
    expect(await station.act({ type: 'enter-pin', token: 'vault', pin: pinBytes('1') })).toBe('TOKEN_NOT_ENROLLED');
    expect(await station.enterPin({ ...olga, pin: '123123' })).toBe('PIN_WRONG');
    expect(station.at('enter-pin').notice?.message).toMatch(/tr(y|ies)/);
    expect(await station.enterPin(olga)).toBe('ok');
    await station.decide();
    expect(await station.enterPin(olga)).toBe('OFFICER_DOUBLED');
    expect(journal()).toBe(before);
    expect(await station.enterPin(oskar)).toBe('ok');
    await station.takeAnswer();
  });

  it('writes nothing when it is left before the last PIN', async () => {
    const before = journal();
    await openRequest();
    await station.decide();
    await station.enterPin(olga);
    await station.must({ type: 'leave' });
    station.at('idle');
    expect(journal()).toBe(before);
    expect(await station.act({ type: 'enter-pin', token: 'any', pin: pinBytes('1') })).toBe('NO_CEREMONY');
  });

  it('refuses a request that expired while the officers read, at the review and at the last PIN', async () => {
    await openRequest();
    await station.decide();
    await station.enterPin(olga);
    await station.decide();
    const before = journal();
    clock += 3601;
    expect(await station.enterPin(oskar)).toBe('MESSAGE_EXPIRED');
    await openRequest();
    for (let waited = 0; waited <= 3600; waited += 240) {
      clock += 240;
      await station.must({ type: 'status' });
    }
    const { reviewId, items } = station.at('review-request');
    const decisions = items.map(({ index }) => ({ index, answer: 'refuse' as const, reason: 'No' }));
    expect(await station.act({ type: 'decide', reviewId, decisions })).toBe('MESSAGE_EXPIRED');
    expect(journal()).toBe(before);
  });

  it('quotes nothing that hides or reorders', async () => {
    await station.must({ type: 'start-signing' });
    const header = new Map<number, number | string | Uint8Array>([
      [1, -7],
      [3, 'pay\u202eyap'],
      [4, new Uint8Array(16)],
    ]);
    const strange = encodeCbor([encodeCbor(header), new Map(), new Uint8Array(1), new Uint8Array(64)]);
    expect(await station.film('x-vier-request', strange)).toBe('ENVELOPE_MALFORMED');
    expect(station.at('scanning').notice?.message).not.toContain('yap');
  });

  it('does not end a ceremony when the scan window closes after its message was read', async () => {
    await openRequest();
    await station.must({ type: 'scan-cancelled' });
    station.at('review-request');
  });

  it('overwrites every PIN that it was given', async () => {
    await openRequest();
    await station.decide();
    const pin = pinBytes(olga.pin);
    await station.must({ type: 'enter-pin', token: station.serialOf(olga.token), pin });
    expect([...pin]).toEqual([0, 0, 0, 0, 0, 0]);
    const late = pinBytes('4711');
    await station.act({ type: 'enter-pin', token: 'x', pin: late });
    expect([...late]).toEqual([0, 0, 0, 0]);
  });

  it('runs one ceremony at a time', async () => {
    await station.must({ type: 'start-signing' });
    expect(await station.act({ type: 'start-key-generation' })).toBe('CEREMONY_RUNNING');
    expect(await station.act({ type: 'doctor' })).toBe('CEREMONY_RUNNING');
    station.at('scanning');
  });

  it('shows an earlier message again, and nothing else', async () => {
    const { recent } = station.at('idle');
    const entry = recent.find(({ canShowAgain }) => canShowAgain);
    await station.must({ type: 'show-again', sequence: entry?.sequence ?? 0 });
    station.at('show-message');
    await station.must({ type: 'leave' });
    expect(await station.act({ type: 'show-again', sequence: 1 })).toBe('NOTHING_TO_SHOW');
    expect(await station.act({ type: 'show-again', sequence: 4711 })).toBe('NOTHING_TO_SHOW');
  });

  it('says in the doctor where the journal is and that the vault is there', async () => {
    await station.must({ type: 'doctor' });
    const { checks } = station.at('idle');
    expect(checks.map(({ state }) => state)).not.toContain('bad');
    expect(checks.find(({ name }) => name === 'Journal')?.detail).toContain('journal.log');
  });

  it('refuses a journal that is older than the HSM remembers, when the vault is opened', async () => {
    const newest = journal();
    const lines = newest.split('\n');
    writeFileSync(journalPath(), `${lines.slice(0, -2).join('\n')}\n`);
    try {
      station = start();
      await openRequest();
      for (const officer of [olga, oskar]) {
        await station.decide();
        expect(await station.enterPin(officer)).toBe(officer === olga ? 'ok' : 'JOURNAL_TRUNCATED');
      }
    } finally {
      writeFileSync(journalPath(), newest);
    }
  });

  it('stops with a journal that was edited, and says why', async () => {
    const good = journal();
    writeFileSync(journalPath(), good.replace('A', 'B'));
    try {
      station = start();
      expect(station.at('fault').code).toMatch(/^(JOURNAL|CBOR|MESSAGE)_/);
      expect(await station.act({ type: 'start-signing' })).toBe('STATION_FAULT');
    } finally {
      writeFileSync(journalPath(), good);
    }
  });

  /** The station key, from the journal's own view of the vault. */
  function startedState(): { vault: Uint8Array } {
    const { stationKey } = JSON.parse(transcriptOfFounding()) as { stationKey: string };
    return { vault: fromHex(stationKey) };
  }

  function transcriptOfFounding(): string {
    const [entry = ''] = journal().split(' ');
    const text = Buffer.from(entry, 'base64url').toString('utf8');
    return text.slice(text.indexOf('{\n'), text.lastIndexOf('}') + 1);
  }
});

function fromHex(text: string | undefined): Uint8Array {
  return Uint8Array.from(Buffer.from(text ?? '', 'hex'));
}
