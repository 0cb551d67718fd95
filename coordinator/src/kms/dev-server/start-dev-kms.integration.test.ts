import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKmsKeys, type KmsKeys } from '../kms-keys.ts';
import { type DevKms, startDevKms } from './start-dev-kms.ts';

let folder: string;
let server: DevKms;
let kms: KmsKeys;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vieraugen-kms-'));
  await start();
});
afterEach(async () => {
  kms.close();
  await server.close();
  await rm(folder, { recursive: true });
});

async function start(): Promise<void> {
  server = await startDevKms({ folder, mode: 'test' });
  kms = createKmsKeys(options());
}

function options() {
  return { region: 'eu-central-1', endpoint: server.endpoint, credentials: server.credentials };
}

test('refuses to run as production', async () => {
  await expect(startDevKms({ folder, mode: 'production' })).rejects.toThrow(/does not run in production/);
});

test('keeps its keys over a restart, encrypted, readable by the owner alone', async () => {
  const key = await kms.createHotKey('survives');
  kms.close();
  await server.close();
  await start();
  await expect(kms.signHot(key, randomBytes(32))).resolves.toHaveLength(65);
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file)).toString()).not.toContain('survives');
  }
});

test('shares its keys with a second server over the same folder', async () => {
  const other = await startDevKms({ folder, mode: 'test' });
  const key = await kms.createHotKey('shared');
  const otherKms = createKmsKeys({ ...options(), endpoint: other.endpoint });
  await expect(otherKms.signHot(key, randomBytes(32))).resolves.toHaveLength(65);
  otherKms.close();
  await other.close();
});

test('throttles on demand, and the client waits it out', async () => {
  const key = await kms.createHotKey('throttled');
  server.throttle(2);
  await expect(kms.signHot(key, randomBytes(32))).resolves.toHaveLength(65);
}, 20_000);

test('of a quota, no more is used, and nothing is refused', async () => {
  const quota = 20;
  const strict = await startDevKms({
    folder,
    mode: 'test',
    troubles: { latency: [30, 100], signaturesPerSecond: quota },
  });
  const limited = createKmsKeys({ ...options(), endpoint: strict.endpoint, signaturesPerSecond: quota });
  const key = await limited.createHotKey('limited');
  await Promise.all(Array.from({ length: 3 * quota }, () => limited.signHot(key, randomBytes(32))));
  expect(strict.signRequests()).toHaveLength(3 * quota);
  expect(strict.signRequests().filter(({ throttled }) => throttled)).toEqual([]);
  limited.close();
  await strict.close();
}, 30_000);

test('what AWS refuses all the same is asked for again, and the second try takes a turn too', async () => {
  const limited = createKmsKeys({ ...options(), signaturesPerSecond: 2 });
  const key = await limited.createHotKey('limited');
  server.throttle(2);
  await expect(limited.signHot(key, randomBytes(32))).resolves.toHaveLength(65);
  const requests = server.signRequests();
  expect(requests.map(({ throttled }) => throttled)).toEqual([true, true, false]);
  const [first, , third] = requests.map(({ at }) => at);
  // Two a second are one, and another when the bucket is full again; the SDK alone would have come back within 0.3 s.
  expect((third ?? 0) - (first ?? 0)).toBeGreaterThan(1000);
  limited.close();
}, 30_000);

test('a server that is away is KMS_UNAVAILABLE', async () => {
  const key = await kms.createHotKey('away');
  await server.close();
  await expect(kms.signHot(key, randomBytes(32))).rejects.toMatchObject({ code: 'KMS_UNAVAILABLE' });
}, 30_000);

test('a disabled key is KMS_KEY_UNUSABLE', async () => {
  const key = await kms.createHotKey('disabled');
  const client = new KMSClient(options());
  await client.send(new DisableKeyCommand({ KeyId: key.keyArn }));
  await expect(kms.signHot(key, randomBytes(32))).rejects.toMatchObject({ code: 'KMS_KEY_UNUSABLE' });
  await expect(kms.checkKey(key.keyArn)).rejects.toMatchObject({ code: 'KMS_KEY_UNUSABLE' });
  client.destroy();
});

test('refuses requests that are not signed, or for another access key', async () => {
  const post = await fetch(server.endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': 'TrentService.ListKeys', 'content-type': 'application/x-amz-json-1.1' },
    body: '{}',
  });
  expect(post.status).toBe(400);
  expect(await post.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  const stranger = createKmsKeys({
    ...options(),
    credentials: { accessKeyId: 'AKIASTRANGER00000000', secretAccessKey: 'x' },
  });
  await expect(stranger.createHotKey('x')).rejects.toMatchObject({ cause: { name: 'UnrecognizedClientException' } });
  stranger.close();
});
