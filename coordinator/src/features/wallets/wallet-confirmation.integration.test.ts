import { foreignWalletDigest } from '@vieraugen/shared/approvals';
import { fromHex, toBase64Url } from '@vieraugen/shared/bytes';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiAnswer } from '../../testing/api-client.ts';
import {
  activatePolicy,
  assertionFor,
  type CustodyWorld,
  confirmWallet,
  expectStatus,
  fundedHotWallet,
  openCustodyWorld,
  wish,
} from '../../testing/custody-world.ts';
import { ForeignDevice } from '../../testing/foreign-device.ts';
import { challengeIn, type Person } from '../../testing/test-coordinator.ts';
import { uuidBytes } from '../accounts/index.ts';

let world: CustodyWorld;
beforeAll(async () => {
  world = await openCustodyWorld();
  expectStatus(await activatePolicy(world.people.secondAdministrator, world.policyDigest, 'foreign'), 200);
}, 120_000);
afterAll(() => world.close());

const first = () => world.people.administrator;
const second = () => world.people.secondAdministrator;
const device = new ForeignDevice();
let accounts = 0;

/** A new foreign wallet that the first administrator registered. */
async function registered(): Promise<{ readonly id: string; readonly address: string }> {
  accounts += 1;
  const { address } = device.account(accounts);
  const made = await first().api.post('/v1/wallets/foreign', {
    how: 'typed',
    name: 'Petty cash',
    deviceName: 'Keystone',
    address,
    derivationPath: `m/44'/60'/0'/0/${accounts}`,
    sourceFingerprint: device.fingerprint,
  });
  expectStatus(made, 201);
  expect(made.body).toMatchObject({ registeredBy: first().id, confirmedBy: null });
  return { id: String(made.body.id), address };
}

const request = (walletId: string) => world.people.operator.api.post('/v1/withdrawals', wish(world, walletId));
const coded = ({ status, body }: ApiAnswer) => [status, body.code ?? 'ok'];

test('pays once another administrator confirmed it, and not before', async () => {
  const { id, address } = await registered();
  expect(coded(await request(id))).toEqual([409, 'WALLET_UNCONFIRMED']);
  const { body } = await second().api.get(`/v1/wallets/${id}/confirmation`);
  const digest = foreignWalletDigest({
    walletId: uuidBytes(id),
    name: 'Petty cash',
    address: fromHex(address),
    path: `m/44'/60'/0'/0/${accounts}`,
    fingerprint: fromHex(device.fingerprint),
    deviceName: 'Keystone',
    registeredBy: uuidBytes(first().id),
  });
  expect(challengeIn(body)).toBe(toBase64Url(digest));
  const done = await confirmWallet(second(), id);
  expect([done.status, done.body.confirmedBy]).toEqual([201, second().id]);
  await world.chain.fund(address, 10n ** 19n, 0n);
  expect(coded(await request(id))).toEqual([201, 'ok']);
  const log = await first().api.get(`/v1/audit?subject=wallet:${id}`);
  expect(log.body.items).toMatchObject([
    { action: 'wallet.foreign-confirmed', actor: `account:${second().id}`, detail: { address } },
    { action: 'wallet.foreign-registered', actor: `account:${first().id}` },
  ]);
});

describe('an administrator alone', () => {
  type Attack = (id: string) => Promise<ApiAnswer>;
  const post = (by: Person, id: string, body: unknown) => by.api.post(`/v1/wallets/${id}/confirmation`, body);
  const challengeFor = async (by: Person, id: string) =>
    challengeIn((await by.api.get(`/v1/wallets/${id}/confirmation`)).body);
  const attacks: readonly (readonly [string, number, string, Attack])[] = [
    ['confirms what they registered', 403, 'WALLET_BY_REGISTRAR', (id) => confirmWallet(first(), id)],
    [
      'hands in the other administrator’s assertion themselves',
      403,
      'WALLET_BY_REGISTRAR',
      async (id) => post(first(), id, assertionFor(second(), await challengeFor(second(), id))),
    ],
    [
      'uses the other administrator’s session, with their own passkey',
      422,
      'CREDENTIAL_UNKNOWN',
      async (id) => post(second(), id, assertionFor(first(), await challengeFor(second(), id))),
    ],
    [
      'has the assertion for another wallet',
      422,
      'APPROVAL_WRONG_CHALLENGE',
      async (id) => post(second(), id, assertionFor(second(), await challengeFor(second(), (await registered()).id))),
    ],
    [
      'has an unlocked key touched, without the user being verified',
      422,
      'APPROVAL_USER_NOT_VERIFIED',
      (id) => confirmWallet(second(), id, { withoutUserVerification: true }),
    ],
    ['lets an operator do it', 403, 'ROLE_MISSING', (id) => confirmWallet(world.people.operator, id)],
    [
      'has a wallet confirmed that is not foreign',
      409,
      'WALLET_STATE',
      async () => confirmWallet(second(), (await fundedHotWallet(world)).id),
    ],
  ];
  test.each(attacks)('%s: refused', async (_name, status, code, attack) => {
    const { id } = await registered();
    expect(coded(await attack(id))).toEqual([status, code]);
    expect(coded(await request(id))).toEqual([409, 'WALLET_UNCONFIRMED']);
  });

  test('is refused by the database too', async () => {
    const { db } = world.coordinator.services;
    const { id } = await registered();
    const signed = sql`${Buffer.alloc(32)}, ${first().passkey.credentialId}, ${Buffer.alloc(37)}, 'x', 'x'`;
    const insert = (by: Person) => sql`INSERT INTO wallet_confirmations VALUES (${id}, ${by.id}, ${signed})`;
    await expect(insert(first()).execute(db)).rejects.toThrow('who registered wallet');
    await expect(insert(second()).execute(db)).rejects.toThrow('with a passkey of their own');
  });
});

test('of two who confirm one wallet at once, one does', async () => {
  const { id } = await registered();
  const answers = await Promise.all([confirmWallet(second(), id), confirmWallet(second(), id)]);
  expect(answers.map(coded).sort()).toEqual([
    [201, 'ok'],
    [409, 'WALLET_STATE'],
  ]);
});
