import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiClient } from '../../testing/api-client.ts';
import { SoftwarePasskey } from '../../testing/software-passkey.ts';
import {
  enrolPerson,
  sessionCookie,
  startTestCoordinator,
  type TestCoordinator,
  takeUpInvitation,
} from '../../testing/test-coordinator.ts';

let coordinator: TestCoordinator;
let page: ApiClient;

beforeAll(async () => {
  coordinator = await startTestCoordinator();
  page = new ApiClient(coordinator.url, { origin: coordinator.url });
}, 60_000);
afterAll(() => coordinator.close());

async function challenge(): Promise<string> {
  return String((await page.post('/v1/session/options')).body.challenge);
}

async function invite(name: string, roles: readonly string[]): Promise<string> {
  const { body } = await coordinator.administrator.api.post('/v1/invitations', { name, roles });
  return String(body.link).split('#')[1] ?? '';
}

describe('enrolment', () => {
  test('a founder is signed in at once and sees who they are', async () => {
    const { body } = await coordinator.administrator.api.get('/v1/session');
    expect(body).toMatchObject({ name: 'First Administrator', roles: ['administrator'] });
  });

  test('a link works once', async () => {
    const token = await invite('Ada', ['approver']);
    await takeUpInvitation(coordinator.url, token, undefined);
    const again = await page.post('/v1/enrolment/options', { token });
    expect([again.status, again.body.code]).toEqual([404, 'INVITATION_INVALID']);
  });

  test('a link works once, even for two at the same time', async () => {
    const token = await invite('Racer', ['approver']);
    const both = await Promise.allSettled([1, 2].map(() => takeUpInvitation(coordinator.url, token, undefined)));
    expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('an expired link is refused', async () => {
    const token = await invite('Late', ['approver']);
    await coordinator.services.db
      .updateTable('invitations')
      .set({ expires_at: new Date(0) })
      .where('name', '=', 'Late')
      .execute();
    expect((await page.post('/v1/enrolment/options', { token })).body.code).toBe('INVITATION_INVALID');
  });

  test('a passkey without user verification, of a foreign page or for a foreign name is refused', async () => {
    const token = await invite('Careless', ['operator']);
    const passkey = new SoftwarePasskey(coordinator.url);
    const faults = [{ withoutUserVerification: true }, { origin: 'https://evil.example' }, { rpId: 'evil.example' }];
    for (const fault of faults) {
      const { body } = await page.post('/v1/enrolment/options', { token });
      const options = body.options as { challenge: string };
      const done = await page.post('/v1/enrolment', { token, credential: passkey.register(options.challenge, fault) });
      expect([done.status, done.body.code]).toEqual([400, 'PASSKEY_INVALID']);
    }
  });

  test.each([
    ['operator', 'approver'],
    ['administrator', 'approver'],
    ['auditor', 'operator'],
  ])('nobody is %s and %s', async (...roles) => {
    const refused = await coordinator.administrator.api.post('/v1/invitations', { name: 'Both', roles });
    expect([refused.status, refused.body.code]).toEqual([422, 'ROLES_CONFLICT']);
  });

  test('a name is taken once, whatever its case', async () => {
    await enrolPerson(coordinator, 'Grace', ['approver']);
    const token = await invite('GRACE', ['approver']);
    await expect(takeUpInvitation(coordinator.url, token, undefined)).rejects.toThrow('ACCOUNT_NAME_TAKEN');
  });

  test('only administrators invite', async () => {
    const operator = await enrolPerson(coordinator, 'Olga', ['operator']);
    const refused = await operator.api.post('/v1/invitations', { name: 'Friend', roles: ['approver'] });
    expect([refused.status, refused.body.code]).toEqual([403, 'ROLE_MISSING']);
  });
});

describe('sign-in', () => {
  test('a passkey opens a session; signing out ends it', async () => {
    const person = await enrolPerson(coordinator, 'Sigrid', ['approver']);
    const done = await page.post('/v1/session', { credential: person.passkey.assert(await challenge()) });
    expect(done.status).toBe(201);
    const api = new ApiClient(coordinator.url, { origin: coordinator.url, cookie: sessionCookie(done.headers) });
    expect((await api.get('/v1/session')).body.name).toBe('Sigrid');
    await api.send('DELETE', '/v1/session', {});
    expect((await api.get('/v1/session')).body.code).toBe('SESSION_INVALID');
  });

  test('the cookie is out of reach for scripts and foreign pages', async () => {
    const person = await enrolPerson(coordinator, 'Cora', ['approver']);
    const done = await page.post('/v1/session', { credential: person.passkey.assert(await challenge()) });
    expect(done.headers.getSetCookie()[0]).toMatch(/Path=\/; HttpOnly; SameSite=Strict/);
  });

  test('an answer is good once', async () => {
    const person = await enrolPerson(coordinator, 'Replay', ['approver']);
    const credential = person.passkey.assert(await challenge());
    expect((await page.post('/v1/session', { credential })).status).toBe(201);
    expect((await page.post('/v1/session', { credential })).body.code).toBe('PASSKEY_CHALLENGE_INVALID');
  });

  test('a challenge is good for two minutes and a session for twelve hours; link and session are stored as digests', async () => {
    const { db } = coordinator.services;
    const link = await invite('Digest', ['approver']);
    const person = await enrolPerson(coordinator, 'Diana', ['approver']);
    const asked = Buffer.from(await challenge(), 'base64url');
    const credential = person.passkey.assert(await challenge());
    const cookie = sessionCookie((await page.post('/v1/session', { credential })).headers).split('=')[1] ?? '';
    const secondsTo = (moment: Date | string | undefined) => (new Date(moment ?? 0).getTime() - Date.now()) / 1000;
    const open = await db.selectFrom('passkey_challenges').selectAll().where('challenge', '=', asked).execute();
    expect(secondsTo(open[0]?.expires_at)).toBeGreaterThan(60);
    expect(secondsTo(open[0]?.expires_at)).toBeLessThanOrEqual(120);
    const sessions = await db.selectFrom('sessions').selectAll().where('account_id', '=', person.id).execute();
    for (const { expires_at } of sessions) expect(Math.ceil(secondsTo(expires_at) / 3600)).toBe(12);
    const rows = JSON.stringify([sessions, await db.selectFrom('invitations').selectAll().execute()]);
    for (const secret of [cookie, link]) {
      expect(secret.length).toBeGreaterThan(40);
      const bytes = JSON.stringify(Buffer.from(secret, 'base64url').toJSON().data);
      expect([rows.includes(secret), rows.includes(bytes)]).toEqual([false, false]);
    }
  });

  test('an answer is too late after two minutes', async () => {
    const person = await enrolPerson(coordinator, 'Slow', ['approver']);
    const credential = person.passkey.assert(await challenge());
    await coordinator.services.db
      .updateTable('passkey_challenges')
      .set({ expires_at: new Date(0) })
      .execute();
    expect((await page.post('/v1/session', { credential })).body.code).toBe('PASSKEY_CHALLENGE_INVALID');
  });

  test.each([
    [{ withoutUserVerification: true }, 'PASSKEY_INVALID'],
    [{ origin: 'https://evil.example' }, 'PASSKEY_INVALID'],
    [{ rpId: 'evil.example' }, 'PASSKEY_INVALID'],
  ])('refuses %j', async (faults, code) => {
    const person = await enrolPerson(coordinator, `Fault ${JSON.stringify(faults)}`, ['approver']);
    const done = await page.post('/v1/session', { credential: person.passkey.assert(await challenge(), faults) });
    expect([done.status, done.body.code]).toEqual([400, code]);
  });

  test('refuses another passkey’s signature and an unknown passkey', async () => {
    const person = await enrolPerson(coordinator, 'Victim', ['approver']);
    const stranger = new SoftwarePasskey(coordinator.url).assert(await challenge());
    const stolen = { ...stranger, id: person.passkey.assert('x').id, rawId: person.passkey.assert('x').id };
    expect((await page.post('/v1/session', { credential: stolen })).body.code).toBe('PASSKEY_INVALID');
    const unknown = new SoftwarePasskey(coordinator.url).assert(await challenge());
    expect((await page.post('/v1/session', { credential: unknown })).body.code).toBe('PASSKEY_UNKNOWN');
  });

  test('refuses a copied authenticator: its counter did not grow', async () => {
    const person = await enrolPerson(coordinator, 'Copied', ['approver']);
    await coordinator.services.db
      .updateTable('passkeys')
      .set({ sign_count: 99 })
      .where('account_id', '=', person.id)
      .execute();
    const done = await page.post('/v1/session', { credential: person.passkey.assert(await challenge()) });
    expect(done.body.code).toBe('PASSKEY_INVALID');
  });
});

describe('a session', () => {
  test.each([
    ['no origin', { origin: '' }],
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['a foreign site', { 'sec-fetch-site': 'cross-site' }],
  ])('does not act for a request with %s', async (_name, headers) => {
    const refused = await coordinator.administrator.api.post(
      '/v1/invitations',
      { name: 'X', roles: ['approver'] },
      { headers },
    );
    expect([refused.status, refused.body.code]).toEqual([403, 'ORIGIN_FORBIDDEN']);
  });

  test('ends after its time and after an hour without use', async () => {
    const { db } = coordinator.services;
    for (const change of [{ expires_at: new Date(0) }, { last_used_at: new Date(Date.now() - 3_700_000) }]) {
      const person = await enrolPerson(coordinator, `Idle ${Object.keys(change)[0]}`, ['approver']);
      await db.updateTable('sessions').set(change).where('account_id', '=', person.id).execute();
      expect((await person.api.get('/v1/session')).body.code).toBe('SESSION_INVALID');
    }
  });

  test('ends at once when its account is disabled, and the account cannot sign in again', async () => {
    const person = await enrolPerson(coordinator, 'Leaver', ['approver']);
    const disabled = await coordinator.administrator.api.post(`/v1/accounts/${person.id}/disable`);
    expect(disabled.body).toMatchObject({ state: 'disabled' });
    expect((await person.api.get('/v1/session')).body.code).toBe('SESSION_INVALID');
    const again = await page.post('/v1/session', { credential: person.passkey.assert(await challenge()) });
    expect([again.status, again.body.code]).toEqual([403, 'ACCOUNT_DISABLED']);
  });
});

test('the database itself refuses roles that must be separate', async () => {
  const insert = coordinator.services.db
    .insertInto('accounts')
    .values({
      id: crypto.randomUUID(),
      name: 'Forced',
      roles: ['operator', 'approver'],
      founder: null,
      invited_by: null,
      active_since: null,
      disabled_at: null,
    })
    .execute();
  await expect(insert).rejects.toThrow('accounts_roles_separated');
});
