import { policyActivationDigest } from '@vieraugen/shared/approvals';
import { fromHex, toBase64Url, toHex } from '@vieraugen/shared/bytes';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiAnswer } from '../../testing/api-client.ts';
import {
  activatePolicy,
  assertionFor,
  type CustodyWorld,
  expectStatus,
  openCustodyWorld,
  worldPolicy,
} from '../../testing/custody-world.ts';
import { challengeIn, type Person } from '../../testing/test-coordinator.ts';

let world: CustodyWorld;
let revision = 10;
beforeAll(async () => {
  world = await openCustodyWorld();
}, 120_000);
afterAll(() => world.close());

const first = () => world.people.administrator;
const second = () => world.people.secondAdministrator;

/** A new policy of the first administrator's. */
async function propose(by: Person = first()): Promise<string> {
  revision += 1;
  const made = await by.api.post('/v1/policies', worldPolicy(world.chain, { revision }));
  expectStatus(made, 201);
  return String(made.body.digest);
}

async function challengeFor(by: Person, digest: string, wallets: 'hot' | 'foreign'): Promise<string> {
  const { body } = await by.api.get(`/v1/policies/${digest}/activation?wallets=${wallets}`);
  return challengeIn(body.options);
}

const coded = ({ status, body }: ApiAnswer) => [status, body.code ?? 'ok'];

test('another administrator puts it in force; who did, for what and by which signature is kept', async () => {
  const digest = await propose();
  const { body } = await second().api.get(`/v1/policies/${digest}/activation?wallets=hot`);
  const expected = policyActivationDigest({
    policyDigest: fromHex(digest),
    wallets: 'hot',
    after: Number(body.after),
  });
  expect(challengeIn(body.options)).toBe(toBase64Url(expected));
  const done = await activatePolicy(second(), digest, 'hot');
  expect(done.body).toMatchObject({ activeForHot: true, activeForForeign: false, proposedBy: first().id });
  const { db } = world.coordinator.services;
  const row = await db.selectFrom('hot_policies').selectAll().orderBy('number', 'desc').executeTakeFirstOrThrow();
  const hex = (bytes: Uint8Array | null) => (bytes === null ? '' : toHex(bytes));
  expect([row.activated_by, hex(row.digest)]).toEqual([second().id, toHex(expected)]);
  expect(hex(row.credential_id)).toBe(toHex(second().passkey.credentialId));
  const log = await first().api.get('/v1/audit?limit=1');
  expect(log.body.items).toMatchObject([
    { action: 'policy.activated-for-hot-wallets', actor: `account:${second().id}`, detail: { proposedBy: first().id } },
  ]);
});

describe.each(['hot', 'foreign'] as const)('an administrator alone, for %s wallets,', (wallets) => {
  type Attack = (digest: string) => Promise<ApiAnswer>;
  const post = (by: Person, digest: string, assertion: unknown) =>
    by.api.post(`/v1/policies/${wallets}`, { digest, assertion });
  const other = wallets === 'hot' ? 'foreign' : 'hot';
  const attacks: readonly (readonly [string, number, string, Attack])[] = [
    ['puts their own policy in force', 403, 'POLICY_BY_PROPOSER', (digest) => activatePolicy(first(), digest, wallets)],
    [
      'signs what the other one was asked to sign',
      403,
      'POLICY_BY_PROPOSER',
      async (digest) => post(first(), digest, assertionFor(first(), await challengeFor(second(), digest, wallets))),
    ],
    [
      'hands in the other administrator’s assertion themselves',
      403,
      'POLICY_BY_PROPOSER',
      async (digest) => post(first(), digest, assertionFor(second(), await challengeFor(second(), digest, wallets))),
    ],
    [
      'uses the other administrator’s session, with their own passkey',
      422,
      'CREDENTIAL_UNKNOWN',
      async (digest) => post(second(), digest, assertionFor(first(), await challengeFor(second(), digest, wallets))),
    ],
    [
      'has the assertion for another policy',
      422,
      'APPROVAL_WRONG_CHALLENGE',
      async (digest) =>
        post(second(), digest, assertionFor(second(), await challengeFor(second(), await propose(), wallets))),
    ],
    [
      'has the assertion for other wallets',
      422,
      'APPROVAL_WRONG_CHALLENGE',
      async (digest) => post(second(), digest, assertionFor(second(), await challengeFor(second(), digest, other))),
    ],
    [
      'has an unlocked key touched, without the user being verified',
      422,
      'APPROVAL_USER_NOT_VERIFIED',
      (digest) => activatePolicy(second(), digest, wallets, { withoutUserVerification: true }),
    ],
    [
      'has it signed on a page of their own',
      422,
      'APPROVAL_WRONG_ORIGIN',
      (digest) => activatePolicy(second(), digest, wallets, { origin: 'https://evil.example' }),
    ],
    [
      'leaves the assertion out',
      400,
      'REQUEST_INVALID',
      (digest) => second().api.post(`/v1/policies/${wallets}`, { digest }),
    ],
    ['lets an operator do it', 403, 'ROLE_MISSING', (digest) => activatePolicy(world.people.operator, digest, wallets)],
  ];
  test.each(attacks)('%s: refused', async (_name, status, code, attack) => {
    const digest = await propose();
    expect(coded(await attack(digest))).toEqual([status, code]);
    const { body } = await first().api.get(`/v1/policies/${digest}`);
    expect(body).toMatchObject({ activeForHot: false, activeForForeign: false });
  });

  test('proposes what another one proposed: it stays the other’s, and may be put in force', async () => {
    const digest = await propose(second());
    const again = await first().api.post('/v1/policies', worldPolicy(world.chain, { revision }));
    expect(again.body).toMatchObject({ digest, proposedBy: second().id });
    expect(coded(await activatePolicy(first(), digest, wallets))).toEqual([200, 'ok']);
  });

  test('is refused by the database too', async () => {
    const { db } = world.coordinator.services;
    const digest = Buffer.from(await propose(), 'hex');
    const table = sql.table(`${wallets}_policies`);
    const columns = sql`(policy_digest, activated_by, digest, credential_id, authenticator_data, client_data_json, signature)`;
    const signed = sql`${Buffer.alloc(32)}, ${first().passkey.credentialId}, ${Buffer.alloc(37)}, 'x', 'x'`;
    const insert = (by: Person) => sql`INSERT INTO ${table} ${columns} VALUES (${digest}, ${by.id}, ${signed})`;
    await expect(insert(first()).execute(db)).rejects.toThrow('who proposed a policy');
    await expect(insert(second()).execute(db)).rejects.toThrow('with a passkey of their own');
    const unsigned = sql`INSERT INTO ${table} (policy_digest, activated_by) VALUES (${digest}, ${second().id})`;
    await expect(unsigned.execute(db)).rejects.toThrow('with a passkey of their own');
  });
});

test('what was switched off does not come back by the signature that switched it on', async () => {
  const digest = await propose();
  const assertion = assertionFor(second(), await challengeFor(second(), digest, 'foreign'));
  expectStatus(await second().api.post('/v1/policies/foreign', { digest, assertion }), 200);
  // One person alone, at once: it only takes power away.
  expectStatus(await first().api.post('/v1/policies/foreign', { digest: null }), 200);
  const replayed = await second().api.post('/v1/policies/foreign', { digest, assertion });
  expect(coded(replayed)).toEqual([422, 'APPROVAL_WRONG_CHALLENGE']);
  expect(coded(await activatePolicy(second(), digest, 'foreign'))).toEqual([200, 'ok']);
});

test('of two that are put in force at once, the second was decided on something else, and is refused', async () => {
  const digests = [await propose(), await propose()];
  const bodies = [];
  for (const digest of digests) {
    bodies.push({ digest, assertion: assertionFor(second(), await challengeFor(second(), digest, 'hot')) });
  }
  const answers = await Promise.all(bodies.map((body) => second().api.post('/v1/policies/hot', body)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});
