import { randomUUID } from 'node:crypto';
import { accountConfirmationDigest } from '@vieraugen/shared/approvals';
import { fromHex, toBase64Url, toHex } from '@vieraugen/shared/bytes';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiAnswer } from '../../testing/api-client.ts';
import {
  assertionFor,
  confirmPerson,
  enrolPerson,
  enrolUnconfirmed,
  type Person,
  signIn,
  startTestCoordinator,
  type TestCoordinator,
  takeUpInvitation,
} from '../../testing/test-coordinator.ts';
import { verifyAudit } from '../audit/index.ts';
import { currentRoster } from '../vaults/index.ts';
import { inviteFounders, inviteFromConsole } from './index.ts';
import { uuidBytes } from './uuid-bytes.ts';

let coordinator: TestCoordinator;
let number = 0;

beforeAll(async () => {
  coordinator = await startTestCoordinator();
}, 60_000);
afterAll(() => coordinator.close());

/** Somebody new, invited by the first administrator. */
function somebody(roles: Parameters<typeof enrolPerson>[2] = ['approver']): Promise<Person> {
  number += 1;
  return enrolUnconfirmed(coordinator, `Somebody ${number}`, roles);
}

function coded({ status, body }: ApiAnswer): readonly [number, unknown] {
  return [status, body.code ?? body.state];
}

async function challengeFor(by: Person, id: string): Promise<string> {
  const { body } = await by.api.get(`/v1/accounts/${id}/confirmation`);
  return String((body.options as { challenge: string }).challenge);
}

const confirmation = (id: string) => `/v1/accounts/${id}/confirmation`;

describe('an invited person', () => {
  test('is active once another administrator confirmed exactly them, and both saw the same words', async () => {
    const { administrator, secondAdministrator } = coordinator;
    const invited = await administrator.api.post('/v1/invitations', { name: 'Petra Neu', roles: ['approver'] });
    const petra = await takeUpInvitation(coordinator.url, String(invited.body.link).split('#')[1] ?? '', undefined);
    const waiting = await signIn(coordinator.url, petra);
    const { body } = await secondAdministrator.api.get(confirmation(petra.id));
    const { options, credentialId, publicKey } = body as {
      options: { challenge: string; words: string[] };
      credentialId: string;
      publicKey: string;
    };
    expect(waiting.body).toMatchObject({ code: 'ACCOUNT_UNCONFIRMED', name: 'Petra Neu', words: options.words });
    const digest = accountConfirmationDigest({
      accountId: uuidBytes(petra.id),
      name: 'Petra Neu',
      roles: ['approver'],
      credentialId: petra.passkey.credentialId,
      publicKey: fromHex(publicKey),
      invitedBy: uuidBytes(administrator.id),
    });
    expect([options.challenge, credentialId]).toEqual([toBase64Url(digest), toBase64Url(petra.passkey.credentialId)]);
    const done = await confirmPerson(secondAdministrator, petra.id);
    expect(done.body).toMatchObject({
      state: 'active',
      invitedBy: administrator.id,
      confirmedBy: secondAdministrator.id,
    });
    expect((await signIn(coordinator.url, petra)).status).toBe(201);
    const log = await administrator.api.get(`/v1/audit?subject=account:${petra.id}`);
    expect(log.body.items).toMatchObject([
      { action: 'account.signed-in' },
      {
        action: 'account.confirmed',
        actor: `account:${secondAdministrator.id}`,
        detail: { digest: toHex(digest), publicKey, invitedBy: administrator.id },
      },
      { action: 'account.enrolled' },
    ]);
  });

  test('is nobody before: no session, no sign-in, not on the list of approvers, not among those who are counted', async () => {
    const person = await somebody();
    expect(person.api.cookie).toBe('');
    expect(coded(await person.api.get('/v1/session'))).toEqual([401, 'AUTHENTICATION_REQUIRED']);
    expect(coded(await signIn(coordinator.url, person))).toEqual([403, 'ACCOUNT_UNCONFIRMED']);
    const { db, webauthn } = coordinator.services;
    const names = async () => (await currentRoster(db, webauthn)).approvers.map(({ name }) => name);
    expect(await names()).not.toContain(person.name);
    // Even a session that somebody wrote into the database is worth nothing.
    const donor = await enrolPerson(coordinator, `Donor ${number}`, ['auditor']);
    await sql`UPDATE sessions SET account_id = ${person.id} WHERE account_id = ${donor.id}`.execute(db);
    expect(coded(await donor.api.get('/v1/session'))).toEqual([401, 'SESSION_INVALID']);
    await confirmPerson(coordinator.secondAdministrator, person.id);
    expect(await names()).toContain(person.name);
  });

  test('who is refused never was anybody, and is told why', async () => {
    const person = await somebody();
    const { administrator, secondAdministrator } = coordinator;
    const refused = await administrator.api.post(`/v1/accounts/${person.id}/refusal`, { reason: 'The words differ' });
    expect(refused.body).toMatchObject({ state: 'refused', refusal: 'The words differ', confirmedBy: null });
    const told = await signIn(coordinator.url, person);
    expect(coded(told)).toEqual([403, 'ACCOUNT_REFUSED']);
    expect(told.body.detail).toContain('The words differ');
    expect(coded(await confirmPerson(secondAdministrator, person.id))).toEqual([409, 'ACCOUNT_STATE']);
    const { approvers } = await currentRoster(coordinator.services.db, coordinator.services.webauthn);
    expect(approvers.map(({ name }) => name)).not.toContain(person.name);
    const again = await administrator.api.post(`/v1/accounts/${person.id}/refusal`, { reason: 'Once more' });
    expect(coded(again)).toEqual([409, 'ACCOUNT_STATE']);
  });
});

describe('an administrator alone', () => {
  type Attack = (accomplice: Person) => Promise<ApiAnswer>;
  const first = () => coordinator.administrator;
  const second = () => coordinator.secondAdministrator;
  const post = (by: Person, id: string, body: unknown) => by.api.post(confirmation(id), body);
  const attacks: readonly (readonly [string, number, string, Attack])[] = [
    [
      'reads what would confirm whom they invited',
      403,
      'CONFIRMATION_BY_INVITER',
      (person) => confirmPerson(first(), person.id),
    ],
    [
      'confirms whom they invited',
      403,
      'CONFIRMATION_BY_INVITER',
      async ({ id }) => post(first(), id, assertionFor(first(), await challengeFor(second(), id))),
    ],
    [
      'hands in the other administrator’s assertion themselves',
      403,
      'CONFIRMATION_BY_INVITER',
      async ({ id }) => post(first(), id, assertionFor(second(), await challengeFor(second(), id))),
    ],
    [
      'uses the other administrator’s session, with their own passkey',
      422,
      'CREDENTIAL_UNKNOWN',
      async ({ id }) => post(second(), id, assertionFor(first(), await challengeFor(second(), id))),
    ],
    [
      'uses the other administrator’s session, with the passkey of the new account',
      422,
      'CREDENTIAL_UNKNOWN',
      async (person) => post(second(), person.id, assertionFor(person, await challengeFor(second(), person.id))),
    ],
    [
      'replays the confirmation of somebody else',
      422,
      'APPROVAL_WRONG_CHALLENGE',
      async ({ id }) => {
        const other = await somebody();
        const assertion = assertionFor(second(), await challengeFor(second(), other.id));
        await post(second(), other.id, assertion);
        return post(second(), id, assertion);
      },
    ],
    [
      'uses an answer to a sign-in',
      422,
      'APPROVAL_WRONG_CHALLENGE',
      async ({ id }) => {
        const { body } = await coordinator.anonymous.post('/v1/session/options');
        return post(second(), id, assertionFor(second(), String(body.challenge)));
      },
    ],
    [
      'has an unlocked key touched, without the user being verified',
      422,
      'APPROVAL_USER_NOT_VERIFIED',
      ({ id }) => confirmPerson(second(), id, { withoutUserVerification: true }),
    ],
    [
      'has it signed on a page of their own',
      422,
      'APPROVAL_WRONG_ORIGIN',
      ({ id }) => confirmPerson(second(), id, { origin: 'https://evil.example' }),
    ],
    [
      'has it signed for another relying party',
      422,
      'APPROVAL_WRONG_RP',
      ({ id }) => confirmPerson(second(), id, { rpId: 'evil.example' }),
    ],
    [
      'changes the signature',
      422,
      'APPROVAL_SIGNATURE_INVALID',
      async ({ id }) => {
        const other = assertionFor(second(), await challengeFor(second(), id));
        const { signature } = assertionFor(first(), await challengeFor(second(), id));
        return post(second(), id, { ...other, signature });
      },
    ],
    [
      'lets the new account confirm itself',
      401,
      'AUTHENTICATION_REQUIRED',
      (person) => confirmPerson(person, person.id),
    ],
    [
      'lets somebody confirm who is no administrator',
      403,
      'ROLE_MISSING',
      async ({ id }) => confirmPerson(await enrolPerson(coordinator, `Auditor ${number}`, ['auditor']), id),
    ],
    ['confirms who does not exist', 404, 'ACCOUNT_NOT_FOUND', () => confirmPerson(second(), randomUUID())],
    ['confirms who is active already', 409, 'ACCOUNT_STATE', () => confirmPerson(second(), first().id)],
    [
      'disables the other administrator, to be the only one',
      409,
      'ADMINISTRATORS_TOO_FEW',
      () => first().api.post(`/v1/accounts/${second().id}/disable`),
    ],
    [
      'disables themselves',
      409,
      'ADMINISTRATORS_TOO_FEW',
      () => first().api.post(`/v1/accounts/${first().id}/disable`),
    ],
  ];
  test.each(attacks)('%s', async (_name, status, code, attack) => {
    const accomplice = await somebody(['administrator']);
    expect(coded(await attack(accomplice))).toEqual([status, code]);
    expect(coded(await signIn(coordinator.url, accomplice))).toEqual([403, 'ACCOUNT_UNCONFIRMED']);
  });

  test('gains nothing by a third administrator who waits: two must be active', async () => {
    await somebody(['administrator']);
    const refused = await first().api.post(`/v1/accounts/${second().id}/disable`);
    expect(coded(refused)).toEqual([409, 'ADMINISTRATORS_TOO_FEW']);
  });

  test('is refused by the database too, whatever the program says', async () => {
    const { db } = coordinator.services;
    const { id, passkey } = await somebody(['administrator']);
    const signed = sql`${Buffer.alloc(32)}, ${passkey.credentialId}, ${Buffer.alloc(37)}, 'x', 'x'`;
    const columns = sql`account_confirmations
      (account_id, confirmed_by, digest, credential_id, authenticator_data, client_data_json, signature)`;
    const insert = (by: string) => sql`INSERT INTO ${columns} VALUES (${id}, ${by}, ${signed})`.execute(db);
    await expect(insert(first().id)).rejects.toThrow('who invited');
    await expect(insert(id)).rejects.toThrow(/only an active administrator|confirmed_by_another/);
    await expect(insert(second().id)).rejects.toThrow('with a passkey of their own');
    const update = (change: ReturnType<typeof sql>) => sql`UPDATE accounts SET ${change} WHERE id = ${id}`.execute(db);
    await expect(update(sql`active_since = now()`)).rejects.toThrow('becomes active by a confirmation');
    await expect(update(sql`invited_by = NULL`)).rejects.toThrow('cannot be changed');
    await expect(update(sql`roles = ARRAY['approver']`)).rejects.toThrow('cannot be changed');
    await expect(sql`UPDATE accounts SET name = 'Other' WHERE id = ${second().id}`.execute(db)).rejects.toThrow();
    await expect(
      sql`UPDATE passkeys SET account_id = ${id} WHERE account_id = ${second().id}`.execute(db),
    ).rejects.toThrow('cannot be changed');
    await expect(
      sql`INSERT INTO accounts (id, name, roles, active_since) VALUES (gen_random_uuid(), 'X', '{approver}', now())`.execute(
        db,
      ),
    ).rejects.toThrow('only a founder');
    await expect(
      sql`INSERT INTO accounts (id, name, roles, active_since, founder)
        VALUES (gen_random_uuid(), 'X', '{administrator}', now(), 2)`.execute(db),
    ).rejects.toThrow('accounts_founder_key');
  });
});

describe('at the same time', () => {
  test('of two who confirm one account, one does, and the log says so once', async () => {
    const third = await enrolPerson(coordinator, 'Third Administrator', ['administrator']);
    const person = await somebody();
    const { secondAdministrator } = coordinator;
    const bodies = [];
    for (const by of [secondAdministrator, third, secondAdministrator]) {
      bodies.push([by, assertionFor(by, await challengeFor(by, person.id))] as const);
    }
    const answers = await Promise.all(bodies.map(([by, body]) => by.api.post(confirmation(person.id), body)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409]);
    const log = await third.api.get(`/v1/audit?subject=account:${person.id}`);
    expect(log.body.items).toMatchObject([{ action: 'account.confirmed' }, { action: 'account.enrolled' }]);
    await coordinator.administrator.api.post(`/v1/accounts/${third.id}/disable`);
  });

  test('an account that is confirmed and refused is one of the two', async () => {
    const { administrator, secondAdministrator } = coordinator;
    for (let round = 0; round < 5; round++) {
      const person = await somebody();
      const body = assertionFor(secondAdministrator, await challengeFor(secondAdministrator, person.id));
      const answers = await Promise.all([
        secondAdministrator.api.post(confirmation(person.id), body),
        administrator.api.post(`/v1/accounts/${person.id}/refusal`, { reason: 'At once' }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual(answers[0]?.status === 201 ? [201, 409] : [200, 409]);
    }
  });

  test('an administrator who is being disabled confirms nobody any more, and two never disable each other', async () => {
    const { administrator, secondAdministrator } = coordinator;
    const third = await enrolPerson(coordinator, 'Leaving Administrator', ['administrator']);
    const answers = await Promise.all([
      administrator.api.post(`/v1/accounts/${third.id}/disable`),
      third.api.post(`/v1/accounts/${secondAdministrator.id}/disable`),
    ]);
    const active = (await administrator.api.get('/v1/accounts')).body.items as { state: string; roles: string[] }[];
    expect(active.filter(({ state, roles }) => state === 'active' && roles.includes('administrator'))).toHaveLength(2);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

describe('the founders', () => {
  test('are two for ever: a third link is not made, and one that is left over is worth nothing', async () => {
    const { db } = coordinator.services;
    expect(await inviteFounders(db)).toEqual([]);
    const fresh = await startTestCoordinator();
    try {
      const page = fresh.anonymous;
      const token = randomUUID();
      const hash = sql`sha256(${Buffer.from(token)})`;
      await sql`INSERT INTO invitations (id, token_hash, roles, origin, expires_at)
        VALUES (gen_random_uuid(), ${hash}, '{administrator}', 'founding', now() + interval '1 hour')`.execute(
        fresh.services.db,
      );
      const refused = await page.post('/v1/enrolment/options', { token, name: 'Third Founder' });
      expect(coded(refused)).toEqual([404, 'INVITATION_INVALID']);
    } finally {
      await fresh.close();
    }
  }, 60_000);
});

test('who is invited on the coordinator’s machine still needs an administrator to confirm them', async () => {
  const { token } = await inviteFromConsole(coordinator.services.db, 'Konrad Konsole');
  const konrad = await takeUpInvitation(coordinator.url, token, undefined);
  expect(coded(await signIn(coordinator.url, konrad))).toEqual([403, 'ACCOUNT_UNCONFIRMED']);
  const done = await confirmPerson(coordinator.administrator, konrad.id);
  expect(done.body).toMatchObject({ state: 'active', invitedBy: null, confirmedBy: coordinator.administrator.id });
  const invitations = (await coordinator.administrator.api.get('/v1/audit?limit=5')).body.items;
  expect(invitations).toContainEqual(expect.objectContaining({ actor: 'console', action: 'account.invited' }));
});

test('after all this the audit log is whole', async () => {
  const { db } = coordinator.services;
  const verdict = await db.transaction().setIsolationLevel('repeatable read').execute(verifyAudit);
  expect(verdict).toMatchObject({ ok: true });
});
