import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSealedData } from '../../kms/sealed-data.ts';
import { ApiClient } from '../../testing/api-client.ts';
import { connectProgram, startTestCoordinator, type TestCoordinator } from '../../testing/test-coordinator.ts';
import { createAccessTokens } from './access-tokens.ts';
import { openSigningKey } from './signing-key.ts';

let coordinator: TestCoordinator;

beforeAll(async () => {
  coordinator = await startTestCoordinator();
}, 60_000);
afterAll(() => coordinator.close());

async function createKey(scopes: readonly string[] = ['wallets:read']) {
  const { body } = await coordinator.administrator.api.post('/v1/api-keys', { name: 'test', scopes });
  return { id: String(body.id), key: String(body.key) };
}

/** `/v1/audit` is for people alone: a good token gets SCOPE_MISSING there, a bad one does not get that far. */
async function use(token: string): Promise<unknown> {
  const program = new ApiClient(coordinator.url, { authorization: `Bearer ${token}` });
  return (await program.get('/v1/audit')).body.code;
}

describe('an API key', () => {
  test('is shown once, even when the request is repeated', async () => {
    const request = { idempotencyKey: randomUUID() };
    const body = { name: 'shown once', scopes: ['wallets:read'] };
    const first = await coordinator.administrator.api.post('/v1/api-keys', body, request);
    const second = await coordinator.administrator.api.post('/v1/api-keys', body, request);
    expect(first.body.key).toMatch(/^vier_[0-9a-f]{72}$/);
    expect(second.body).toEqual({ ...first.body, key: null });
  });

  test('is not in the database', async () => {
    const { key } = await createKey();
    const { db } = coordinator.services;
    const rows = [
      await db.selectFrom('api_keys').selectAll().execute(),
      await db.selectFrom('idempotency_keys').selectAll().execute(),
      await db.selectFrom('audit_entries').selectAll().execute(),
    ];
    expect(JSON.stringify(rows)).not.toContain(key.slice(5, 60));
  });

  test.each([
    ['with a wrong checksum', (key: string) => key.slice(0, -1) + (key.endsWith('0') ? '1' : '0')],
    ['that was never made', () => `vier_${'0'.repeat(72)}`],
    ['that is empty', () => ''],
  ])('%s gets no token', async (_name, change) => {
    const { key } = await createKey();
    const answer = await coordinator.anonymous.post('/v1/token', { apiKey: change(key) });
    expect([answer.status, answer.body.code]).toEqual([401, 'API_KEY_INVALID']);
  });

  test('that is disabled gets no token, and its tokens end at once', async () => {
    const { id, key } = await createKey();
    const { body } = await coordinator.anonymous.post('/v1/token', { apiKey: key });
    expect(await use(String(body.accessToken))).toBe('SCOPE_MISSING');
    await coordinator.administrator.api.post(`/v1/api-keys/${id}/disable`);
    expect(await use(String(body.accessToken))).toBe('API_KEY_INVALID');
    expect((await coordinator.anonymous.post('/v1/token', { apiKey: key })).body.code).toBe('API_KEY_INVALID');
  });

  test('that is disabled in the middle of many requests serves none that comes after', async () => {
    const { id, key } = await createKey();
    const { body } = await coordinator.anonymous.post('/v1/token', { apiKey: key });
    const token = String(body.accessToken);
    let isDisabled = false;
    const late: unknown[] = [];
    const callers = Array.from({ length: 12 }, async () => {
      for (let last = false; !last; ) {
        last = isDisabled;
        const code = await use(token);
        if (last) late.push(code);
      }
    });
    await coordinator.administrator.api.post(`/v1/api-keys/${id}/disable`);
    isDisabled = true;
    await Promise.all(callers);
    expect(late).toEqual(Array.from({ length: 12 }, () => 'API_KEY_INVALID'));
  });

  test('gives a token with fewer scopes, never with more', async () => {
    const { key } = await createKey(['wallets:read', 'withdrawals:read']);
    const fewer = await coordinator.anonymous.post('/v1/token', { apiKey: key, scopes: ['wallets:read'] });
    expect(fewer.body).toMatchObject({ scopes: ['wallets:read'], tokenType: 'Bearer', expiresIn: 600 });
    const more = await coordinator.anonymous.post('/v1/token', { apiKey: key, scopes: ['withdrawals:create'] });
    expect([more.status, more.body.code]).toEqual([403, 'SCOPE_MISSING']);
  });

  test('cannot do what is for people', async () => {
    const program = await connectProgram(coordinator, ['wallets:read']);
    const answer = await program.post('/v1/invitations', { name: 'X', roles: ['approver'] });
    expect([answer.status, answer.body.code]).toEqual([403, 'SCOPE_MISSING']);
  });
});

describe('an access token', () => {
  const claims = (apiKeyId: string) =>
    new SignJWT({ scope: 'wallets:read' })
      .setIssuer('vieraugen:coordinator')
      .setAudience('vieraugen:api')
      .setSubject(apiKeyId)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('600s');

  test('of ours is accepted', async () => {
    const { id } = await createKey();
    const { id: kid, key } = await openSigningKey(coordinator.services);
    expect(await use(await claims(id).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid }).sign(key))).toBe(
      'SCOPE_MISSING',
    );
  });

  test('is refused when anything about it is wrong', async () => {
    const { id } = await createKey();
    const { id: kid, key } = await openSigningKey(coordinator.services);
    const header = { alg: 'ES256', typ: 'at+jwt', kid };
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const forged: Record<string, string> = {
      'another key': await claims(id).setProtectedHeader(header).sign(stranger),
      'an unknown kid': await claims(id)
        .setProtectedHeader({ ...header, kid: 'x' })
        .sign(key),
      'no kid': await claims(id).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' }).sign(key),
      'another type': await claims(id)
        .setProtectedHeader({ ...header, typ: 'JWT' })
        .sign(key),
      'another issuer': await claims(id).setIssuer('x').setProtectedHeader(header).sign(key),
      'another audience': await claims(id).setAudience('x').setProtectedHeader(header).sign(key),
      'no jti': await new SignJWT({ scope: 'wallets:read' })
        .setIssuer('vieraugen:coordinator')
        .setAudience('vieraugen:api')
        .setSubject(id)
        .setIssuedAt()
        .setExpirationTime('600s')
        .setProtectedHeader(header)
        .sign(key),
      'an unknown scope': await new SignJWT({ scope: 'everything' })
        .setIssuer('vieraugen:coordinator')
        .setAudience('vieraugen:api')
        .setSubject(id)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime('600s')
        .setProtectedHeader(header)
        .sign(key),
      'a life that is too long': await claims(id)
        .setIssuedAt(Math.floor(Date.now() / 1000) - 3600)
        .setExpirationTime('7200s')
        .setProtectedHeader(header)
        .sign(key),
      'the algorithm "none"': new UnsecuredJWT({ scope: 'wallets:read', sub: id }).encode(),
      'HMAC with the public key': await claims(id)
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
        .sign(new TextEncoder().encode('x'.repeat(32))),
      'no token form': 'x',
    };
    for (const [name, token] of Object.entries(forged)) {
      expect([name, await use(token)]).toEqual([
        name,
        name === 'a life that is too long' ? expect.stringMatching(/TOKEN_(INVALID|EXPIRED)/) : 'TOKEN_INVALID',
      ]);
    }
  });

  test('is refused after a flipped bit anywhere', async () => {
    const { key } = await createKey();
    const { body } = await coordinator.anonymous.post('/v1/token', { apiKey: key });
    const token = String(body.accessToken);
    for (let i = 0; i < token.length; i += 7) {
      const character = token[i] === 'A' ? 'B' : 'A';
      if (token[i] === '.') continue;
      expect(await use(token.slice(0, i) + character + token.slice(i + 1))).toBe('TOKEN_INVALID');
    }
  });

  test('is refused when it has expired', async () => {
    const { id } = await createKey();
    const { id: kid, key } = await openSigningKey(coordinator.services);
    const now = Math.floor(Date.now() / 1000);
    const token = claims(id)
      .setIssuedAt(now - 500)
      .setExpirationTime(now - 10);
    expect(await use(await token.setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid }).sign(key))).toBe(
      'TOKEN_EXPIRED',
    );
  });

  test('is signed by a key that is in the database only sealed', async () => {
    await openSigningKey(coordinator.services);
    const { db, dataKeyArn, kms } = coordinator.services;
    const rows = await db.selectFrom('token_signing_keys').selectAll().execute();
    const [row] = rows;
    if (row === undefined) throw new Error('no signing key');
    const place = { table: 'token_signing_keys', column: 'private_ciphertext', row: row.id };
    const sealed = { wrappedDataKey: row.wrapped_data_key, ciphertext: row.private_ciphertext };
    const jwk = JSON.parse(Buffer.from(await openSealedData(kms, await dataKeyArn(), place, sealed)).toString());
    expect(jwk.d).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const stored = rows
      .flatMap((all) => Object.values(all))
      .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value)));
    const secret = Buffer.from(jwk.d, 'base64url').toString('latin1');
    for (const text of stored) expect(text.includes(jwk.d) || text.includes(secret)).toBe(false);
    await expect(openSealedData(kms, await dataKeyArn(), { ...place, row: 'x' }, sealed)).rejects.toMatchObject({
      code: 'SEALED_DATA_INVALID',
    });
  });

  test('of one replica is accepted by another', async () => {
    const { id } = await createKey();
    const one = createAccessTokens(coordinator.services);
    const two = createAccessTokens(coordinator.services);
    await expect(two.verify(await one.issue(id, ['wallets:read']))).resolves.toMatchObject({ apiKeyId: id });
  });
});
