import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DevKms, startDevKms } from '../kms/dev-server/start-dev-kms.ts';
import { createKmsKeys, type KmsKeys } from '../kms/kms-keys.ts';

export type TestKms = { readonly kms: KmsKeys; readonly server: DevKms; close(): Promise<void> };

/** A KMS server of our own on a fresh folder, and a client of it. */
export async function startTestKms(): Promise<TestKms> {
  const folder = await mkdtemp(join(tmpdir(), 'vieraugen-kms-'));
  const server = await startDevKms({ folder, mode: 'test' });
  const kms = createKmsKeys({ region: 'eu-central-1', endpoint: server.endpoint, credentials: server.credentials });
  const close = async (): Promise<void> => {
    kms.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { kms, server, close };
}
