import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openMessage, type SigningResponse, signingResponse } from '@vieraugen/shared/protocol';
import { createP256Signer } from '@vieraugen/shared/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiAnswer } from '../../testing/api-client.ts';
import {
  approved,
  type CustodyWorld,
  expectStatus,
  openCustodyWorld,
  pairedVault,
  waitForState,
} from '../../testing/custody-world.ts';
import { asScanned, type ItemAnswer, messageOf, TestStation } from '../../testing/test-station.ts';

let world: CustodyWorld;
let vault: Awaited<ReturnType<typeof pairedVault>>;
beforeAll(async () => {
  world = await openCustodyWorld();
  vault = await pairedVault(world);
}, 120_000);
afterAll(() => world.close());

const operator = () => world.people.operator.api;

async function waiting(): Promise<string> {
  const id = await approved(world, vault.wallet.id, { amount: '1000000000000000' });
  await waitForState(operator(), id, ['awaiting-ceremony']);
  return id;
}

async function open(...withdrawalIds: string[]): Promise<{ id: string; request: Uint8Array }> {
  const opened = await operator().post('/v1/ceremonies', { vaultId: vault.vaultId, withdrawalIds });
  expectStatus(opened, 201);
  const id = String(opened.body.id);
  return { id, request: messageOf((await operator().get(`/v1/ceremonies/${id}/frames`)).body) };
}

const scan = (bytes: Uint8Array) => operator().post('/v1/signing-responses', asScanned(bytes));
const cancel = (id: string) => operator().post(`/v1/ceremonies/${id}/cancellation`);

async function reasonOf(id: string): Promise<unknown> {
  const reason: unknown = (await operator().get(`/v1/withdrawals/${id}`)).body.reason;
  return typeof reason === 'object' && reason && 'code' in reason ? reason.code : undefined;
}

async function transactionOf(id: string) {
  const { db } = world.coordinator.services;
  return db.selectFrom('withdrawal_transactions').selectAll().where('withdrawal_id', '=', id).executeTakeFirst();
}

async function written(): Promise<unknown> {
  const { db } = world.coordinator.services;
  const [head, withdrawals, ceremonies, heads] = await Promise.all([
    db.selectFrom('audit_head').select('sequence').executeTakeFirst(),
    db.selectFrom('withdrawals').select(['id', 'state']).orderBy('id').execute(),
    db.selectFrom('ceremonies').select(['id', 'state']).orderBy('id').execute(),
    db.selectFrom('journal_heads').select(['sequence']).orderBy('sequence').execute(),
  ]);
  return { head, withdrawals, ceremonies, heads };
}

/** Waits until the jobs have no more to write, so that what is written changes by what the test does alone. */
async function sentOut(): Promise<void> {
  const twoSecondsApart = async () => {
    const before = JSON.stringify(await written());
    await sleep(2_000);
    return before === JSON.stringify(await written());
  };
  await expect.poll(twoSecondsApart, { timeout: 20_000 }).toBe(true);
}

async function expectRefused(
  act: () => Promise<ApiAnswer>,
  status: number,
  code: string | readonly string[],
): Promise<void> {
  const before = await written();
  const answer = await act();
  expect([code].flat()).toContain(answer.body.code);
  expect(answer.status).toBe(status);
  expect(await written()).toEqual(before);
}

describe('a request that does not come back as it went', () => {
  test('cancelled and made again, it carries the same bytes; the answer to either counts, once', async () => {
    const id = await waiting();
    const first = await open(id);
    const bound = await transactionOf(id);
    expectStatus(await cancel(first.id), 200);
    const second = await open(id);
    expect(await transactionOf(id)).toEqual(bound);
    expect(second.request).not.toEqual(first.request);
    const late = await vault.station.sign(first.request);
    expect((await scan(late)).body).toMatchObject({ id: first.id, state: 'answered', items: [{ result: 'signed' }] });
    const answers: ItemAnswer[] = [{ code: 'WITHDRAWAL_ALREADY_SIGNED', reason: 'This withdrawal was signed before.' }];
    const again = await vault.station.sign(second.request, { answers });
    expect((await scan(again)).body).toMatchObject({ id: second.id, items: [{ result: 'refused' }] });
    const done = await waitForState(operator(), id, ['confirmed']);
    expect(done.timeline.filter((entry) => entry.to === 'signed')).toHaveLength(1);
  }, 30_000);

  test('a lost answer: the signer says it signed before, the withdrawal keeps waiting for that answer', async () => {
    const id = await waiting();
    const first = await open(id);
    const lost = await vault.station.sign(first.request);
    expectStatus(await cancel(first.id), 200);
    const second = await open(id);
    const answers: ItemAnswer[] = [{ code: 'WITHDRAWAL_ALREADY_SIGNED', reason: 'This withdrawal was signed before.' }];
    expectStatus(await scan(await vault.station.sign(second.request, { answers })), 200);
    const waits = await waitForState(operator(), id, ['awaiting-ceremony']);
    expect(waits.reason).toMatchObject({ code: 'WITHDRAWAL_ALREADY_SIGNED' });
    const cancelled = await operator().post(`/v1/withdrawals/${id}/cancellation`, {});
    expect(cancelled.body.code).toBe('WITHDRAWAL_AT_SIGNER');
    expectStatus(await scan(lost), 200);
    await waitForState(operator(), id, ['confirmed']);
  }, 30_000);

  test('while the signer may have it, nobody can cancel the withdrawal or put it into another request', async () => {
    const id = await waiting();
    const { id: ceremony, request } = await open(id);
    const body = { vaultId: vault.vaultId, withdrawalIds: [id] };
    await expectRefused(() => operator().post('/v1/ceremonies', body), 409, 'CEREMONY_STATE');
    expectStatus(await cancel(ceremony), 200);
    await expectRefused(() => operator().post(`/v1/withdrawals/${id}/cancellation`, {}), 409, 'WITHDRAWAL_AT_SIGNER');
    await expectRefused(() => cancel(ceremony), 409, 'CEREMONY_STATE');
    // Until this one is paid, the chain takes no later payment of the wallet, and people are told so.
    const later = await waiting();
    expectStatus(await scan(await vault.station.sign((await open(later)).request)), 200);
    await expect.poll(() => reasonOf(later), { timeout: 15_000 }).toBe('WAITS_FOR_EARLIER_NONCE');
    expectStatus(await scan(await vault.station.sign(request)), 200);
    for (const paid of [id, later]) await waitForState(operator(), paid, ['confirmed']);
  }, 60_000);

  test('what officers refuse ends with their reason, and its nonce goes to the next payment', async () => {
    const [kept, refused, judged] = [await waiting(), await waiting(), await waiting()];
    const { request } = await open(refused, judged, kept);
    const freed = await transactionOf(refused);
    const answers: ItemAnswer[] = [
      { code: 'OFFICER_REFUSED', reason: 'Clara refused: unknown customer.' },
      { code: 'POLICY_OVER_DAY_LIMIT', reason: 'With this payment the vault would pay too much.' },
    ];
    const answered = await scan(await vault.station.sign(request, { answers }));
    expect(answered.body.items).toMatchObject([{ result: 'refused' }, { result: 'refused' }, { result: 'signed' }]);
    expect(await waitForState(operator(), refused, ['rejected'])).toMatchObject({
      reason: { code: 'OFFICER_REFUSED', message: 'Clara refused: unknown customer.' },
    });
    expect(await waitForState(operator(), judged, ['failed'])).toMatchObject({
      reason: { code: 'POLICY_OVER_DAY_LIMIT' },
    });
    // Same amount, same destination, same nonce: and yet other bytes.
    const [next, afterNext] = [await waiting(), await waiting()];
    const following = await open(next, afterNext);
    expect(await transactionOf(next)).toMatchObject({ nonce: freed?.nonce });
    expect((await transactionOf(next))?.digest).not.toEqual(freed?.digest);
    expectStatus(await scan(await vault.station.sign(following.request)), 200);
    for (const id of [kept, next, afterNext]) await waitForState(operator(), id, ['confirmed']);
  }, 60_000);
});

describe('an answer that must not be believed', () => {
  let id: string;
  let request: Uint8Array;
  beforeEach(async () => {
    id = await waiting();
    ({ request } = await open(id));
  }, 30_000);

  test('a flipped bit anywhere', async () => {
    const response = await vault.station.sign(request);
    const before = await written();
    for (let at = 0; at < response.length; at += 7) {
      const changed = Uint8Array.from(response, (byte, index) => (index === at ? byte ^ (1 << (at % 8)) : byte));
      const answer = await scan(changed);
      expect([at, answer.status]).toEqual([at, 422]);
    }
    expect(await written()).toEqual(before);
    expectStatus(await scan(response), 200);
  }, 60_000);

  const sign = (options: Parameters<TestStation['sign']>[1]) => vault.station.sign(request, options);
  const withChanges = (changes: Partial<SigningResponse>) => sign({ changes });

  test('of another station, of our own key, of another kind', async () => {
    await expectRefused(async () => scan(await sign({ signer: createP256Signer() })), 422, 'ENVELOPE_WRONG_KEY');
    await expectRefused(() => scan(request), 422, 'ENVELOPE_WRONG_KEY');
    const manifest = await vault.station.generateKeys(['Another']);
    await expectRefused(() => scan(manifest), 422, 'ENVELOPE_WRONG_TYPE');
    const trailing = Uint8Array.from([...(await sign({})), 0]);
    await expectRefused(() => scan(trailing), 422, 'CBOR_NOT_CANONICAL');
  });

  test('to another request, or for other withdrawals', async () => {
    const requestDigest = Uint8Array.from(randomBytes(32));
    await expectRefused(async () => scan(await withChanges({ requestDigest })), 422, 'RESPONSE_UNKNOWN_REQUEST');
    const results = [
      { kind: 'signed' as const, withdrawalId: Uint8Array.from(randomBytes(16)), signature: new Uint8Array(65) },
    ];
    await expectRefused(async () => scan(await withChanges({ results })), 422, 'RESPONSE_ITEMS_DIFFER');
    const vaultId = Uint8Array.from(randomBytes(16));
    const otherVault = ['MESSAGE_WRONG_VAULT', 'ENVELOPE_SIGNATURE_INVALID'];
    await expectRefused(async () => scan(await withChanges({ vaultId })), 422, otherVault);
  });

  test('with too few officers, one twice, a stranger, or approvals of something else', async () => {
    const approvals = vault.station.approve('signing', Uint8Array.from(randomBytes(32)));
    await expectRefused(async () => scan(await withChanges({ approvals })), 422, 'OFFICER_SIGNATURE_INVALID');
    const { content } = opened(await sign({}));
    const [one] = content.approvals;
    if (one === undefined) throw new Error('no approval');
    await expectRefused(async () => scan(await withChanges({ approvals: [one] })), 422, 'OFFICER_APPROVALS_MISSING');
    await expectRefused(async () => scan(await withChanges({ approvals: [one, one] })), 422, 'OFFICER_DOUBLED');
    const stranger = { ...one, officerId: Uint8Array.from(randomBytes(16)) };
    await expectRefused(async () => scan(await withChanges({ approvals: [stranger, one] })), 422, 'OFFICER_UNKNOWN');
  });

  test('signed although the officers refused', async () => {
    const { content, digest } = opened(await sign({}));
    const approvals = vault.station.approve('signing', content.requestDigest, [0]);
    expect(digest).toHaveLength(32);
    await expectRefused(async () => scan(await withChanges({ approvals })), 422, 'RESPONSE_ITEM_NOT_APPROVED');
  });

  test('with a signature over other bytes', async () => {
    const other = await waiting();
    const second = await open(other);
    const foreign = opened(await vault.station.sign(second.request)).content.results[0];
    const own = opened(await sign({})).content.results[0];
    if (own === undefined || foreign?.kind !== 'signed') throw new Error('no results');
    const results = [{ ...own, kind: 'signed' as const, signature: foreign.signature }];
    await expectRefused(async () => scan(await withChanges({ results })), 422, 'SIGNATURE_WRONG_KEY');
    const highS = [{ ...own, kind: 'signed' as const, signature: highSOf(foreign.signature) }];
    await expectRefused(async () => scan(await withChanges({ results: highS })), 422, 'SIGNATURE_NOT_LOW_S');
  });

  test('a journal that went back, or was replaced', async () => {
    const { content } = opened(await sign({}));
    // An older copy of the journal that was put back is genuine: each of its heads was told before.
    const { sequence, hash } = await world.coordinator.services.db
      .selectFrom('journal_heads')
      .select(['sequence', 'hash'])
      .where('vault_id', '=', vault.vaultId)
      .orderBy('sequence')
      .executeTakeFirstOrThrow();
    const back = { sequence: Number(sequence), hash: Uint8Array.from(hash) };
    await expectRefused(async () => scan(await withChanges({ journalHead: back })), 422, 'JOURNAL_WENT_BACK');
    const forged = { sequence: back.sequence, hash: new Uint8Array(32).fill(9) };
    await expectRefused(async () => scan(await withChanges({ journalHead: forged })), 422, 'JOURNAL_HEAD_MISMATCH');
    expectStatus(await scan(await withChanges({ journalHead: content.journalHead })), 200);
    const second = await open(await waiting());
    const replaced = { ...content.journalHead, hash: new Uint8Array(32).fill(9) };
    const response = await vault.station.sign(second.request, { changes: { journalHead: replaced } });
    await expectRefused(() => scan(response), 422, 'JOURNAL_HEAD_MISMATCH');
  }, 30_000);

  test('another answer to a request that was answered', async () => {
    expectStatus(await scan(await sign({})), 200);
    await sentOut();
    await expectRefused(async () => scan(await sign({})), 422, 'RESPONSE_DIFFERS');
  });

  test('frames of something else, mixed, or too few; and by whom it may not be scanned', async () => {
    const frames = (texts: readonly string[]) => operator().post('/v1/signing-responses', { frames: texts });
    await expectRefused(() => frames(['UR:X-VIER-OFFER/AEAD']), 422, 'WRONG_UR_TYPE');
    await expectRefused(() => frames(['https://example.org']), 422, 'NOT_A_UR');
    await expectRefused(() => operator().post('/v1/signing-responses', { message: '*' }), 400, 'REQUEST_INVALID');
    const large = { message: 'A'.repeat(1_100_000) };
    await expectRefused(() => operator().post('/v1/signing-responses', large), 413, 'BODY_TOO_LARGE');
    const response = asScanned(await sign({}));
    const { approvers, auditor } = world.people;
    for (const person of [approvers[0], auditor]) {
      await expectRefused(() => person.api.post('/v1/signing-responses', response), 403, 'ROLE_MISSING');
    }
  });
});

describe('pairing and keys', () => {
  const administrator = () => world.people.administrator.api;
  const secondAdministrator = () => world.people.secondAdministrator.api;

  async function offered(): Promise<{ path: string; offer: Uint8Array }> {
    const made = await administrator().post('/v1/pairings', { policyDigest: world.policyDigest });
    const path = `/v1/pairings/${String(made.body.id)}`;
    return { path, offer: messageOf((await administrator().get(`${path}/frames`)).body) };
  }

  test('an answer to another offer, under another policy, or with too few officers, is not taken', async () => {
    const { path, offer } = await offered();
    const station = new TestStation();
    const accept = async (changes: Parameters<TestStation['accept']>[1]) => {
      const acceptance = await station.accept(offer, changes);
      return administrator().post(`${path}/acceptance`, asScanned(acceptance));
    };
    const digest = Uint8Array.from(randomBytes(32));
    await expectRefused(() => accept({ offerDigest: digest }), 422, 'PAIRING_OTHER_OFFER');
    await expectRefused(() => accept({ policyDigest: digest }), 422, 'PAIRING_OTHER_POLICY');
    await expectRefused(() => accept({ vaultId: new Uint8Array(16) }), 422, 'PAIRING_VAULT_INVALID');
    await expectRefused(() => accept({ officerQuorum: 1 }), 422, 'PAIRING_QUORUM_INVALID');
    await expectRefused(
      () => accept({ approvals: station.approve('founding', digest) }),
      422,
      'OFFICER_SIGNATURE_INVALID',
    );
    const [officer] = station.officers;
    if (officer === undefined) throw new Error('no officer');
    await expectRefused(() => accept({ officers: [officer, officer] }), 422, 'PAIRING_OFFICER_DOUBLED');
    await expectRefused(() => accept({ createdAt: 1_000, expiresAt: 2_000 }), 422, 'MESSAGE_EXPIRED');
  });

  test('nothing is trusted before an administrator compared the words of exactly this answer', async () => {
    const { path, offer } = await offered();
    const confirm = (body: unknown) => secondAdministrator().post(`${path}/confirmation`, body);
    const digest = 'ab'.repeat(32);
    await expectRefused(() => confirm({ acceptanceDigest: digest, wordsMatch: true }), 409, 'PAIRING_STATE');
    const acceptance = await new TestStation().accept(offer);
    const preview = await administrator().post(`${path}/acceptance`, asScanned(acceptance));
    expect(preview.body).toMatchObject({ state: 'accepted', vaultId: null });
    await expectRefused(() => confirm({ acceptanceDigest: digest, wordsMatch: false }), 400, 'REQUEST_INVALID');
    await expectRefused(
      () => confirm({ acceptanceDigest: digest, wordsMatch: true }),
      409,
      'PAIRING_ACCEPTANCE_CHANGED',
    );
    await expectRefused(
      () => operator().post(`${path}/confirmation`, { acceptanceDigest: digest, wordsMatch: true }),
      403,
      'ROLE_MISSING',
    );
  });

  test('who made the offer does not confirm it, whatever the program says', async () => {
    const { path, offer } = await offered();
    const preview = await administrator().post(`${path}/acceptance`, asScanned(await new TestStation().accept(offer)));
    const { digest } = preview.body.acceptance as { digest: string };
    const body = { acceptanceDigest: digest, wordsMatch: true };
    await expectRefused(() => administrator().post(`${path}/confirmation`, body), 403, 'PAIRING_BY_OFFERER');
    const { db } = world.coordinator.services;
    const made = await secondAdministrator().post(`${path}/confirmation`, body);
    expectStatus(made, 201);
    const { administrator: offerer } = world.people;
    const itself = sql`UPDATE vaults SET confirmed_by = ${offerer.id} WHERE id = ${String(made.body.id)}`;
    await expect(itself.execute(db)).rejects.toThrow('who offered a pairing cannot confirm it');
  });

  test('a manifest with a wrong id, a wrong proof or too few officers registers nothing', async () => {
    const { station } = vault;
    const register = async (changes: Parameters<TestStation['generateKeys']>[1]) =>
      administrator().post('/v1/key-manifests', asScanned(await station.generateKeys(['Bad'], changes)));
    const good = station.keys[0]?.manifest;
    if (good === undefined) throw new Error('no key');
    const wrongId = { ...good, keyId: Uint8Array.from(randomBytes(16)) };
    await expectRefused(() => register({ keys: [wrongId] }), 422, 'MANIFEST_KEY_ID_WRONG');
    await expectRefused(() => register({ keys: [good] }), 422, 'MANIFEST_PROOF_WRONG');
    const approvals = station.approve('key-generation', Uint8Array.from(randomBytes(32)));
    await expectRefused(() => register({ approvals }), 422, 'OFFICER_SIGNATURE_INVALID');
    const stranger = new TestStation();
    const manifest = asScanned(await stranger.generateKeys(['Foreign']));
    await expectRefused(() => administrator().post('/v1/key-manifests', manifest), 422, 'ENVELOPE_WRONG_KEY');
  });
});

function opened(bytes: Uint8Array) {
  return openMessage(signingResponse, bytes, {
    vaultId: vault.station.vaultId,
    publicKey: vault.station.station.publicKey,
  });
}

function highSOf(signature: Uint8Array): Uint8Array {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = BigInt(`0x${Buffer.from(signature.subarray(32, 64)).toString('hex')}`);
  const high = Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex');
  return Uint8Array.from([...signature.subarray(0, 32), ...high, (signature[64] ?? 0) ^ 1]);
}
