import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKmsKeys } from '../../kms/kms-keys.ts';
import type { Services } from '../../services.ts';
import { startTestCoordinator, type TestCoordinator } from '../../testing/test-coordinator.ts';
import { createFeatures } from '../features.ts';

let coordinator: TestCoordinator;
beforeAll(async () => {
  coordinator = await startTestCoordinator();
  await coordinator.administrator.api.post('/v1/wallets', { kind: 'hot', name: 'Client payouts' });
}, 60_000);
afterAll(() => coordinator.close());

/** What a start does before it serves anybody. */
async function startAndStop(services: Services = coordinator.services): Promise<void> {
  await (await createFeatures(services).start())();
}

test('hot keys that KMS has as they were pinned do not hold up a start', async () => {
  await expect(startAndStop()).resolves.toBeUndefined();
});

test('a KMS that is away does not, either', async () => {
  const credentials = { accessKeyId: 'nobody', secretAccessKey: 'nothing' };
  const kms = createKmsKeys({ region: 'eu-central-1', endpoint: 'http://127.0.0.1:1', credentials });
  await expect(startAndStop({ ...coordinator.services, kms })).resolves.toBeUndefined();
  kms.close();
}, 60_000);

test('a hot key that is another than the pinned one stops the start', async () => {
  // Past the triggers, as somebody could who owns the database.
  await coordinator.services.db.connection().execute(async (connection) => {
    await sql`SET session_replication_role = replica`.execute(connection);
    await sql`UPDATE wallets SET public_key = set_byte(public_key, 32, 255 - get_byte(public_key, 32))`.execute(
      connection,
    );
    await sql`SET session_replication_role = origin`.execute(connection);
  });
  await expect(startAndStop()).rejects.toMatchObject({ code: 'KMS_ANSWER_WRONG' });
});
