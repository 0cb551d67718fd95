import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { open, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const KeyRecord = z.object({
  keyId: z.uuid(),
  spec: z.enum(['ECC_SECG_P256K1', 'ECC_NIST_P256', 'SYMMETRIC_DEFAULT']),
  secret: z.base64(),
  description: z.string(),
  enabled: z.boolean(),
  createdAt: z.number(),
});

/** A key of the development server, with its secret. */
export type KeyRecord = z.infer<typeof KeyRecord>;

export type KeyStore = {
  create(spec: KeyRecord['spec'], secret: Uint8Array, description: string): Promise<KeyRecord>;
  find(keyId: string): Promise<KeyRecord | undefined>;
  setEnabled(keyId: string, enabled: boolean): Promise<void>;
  list(): Promise<readonly string[]>;
};

const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;

/**
 * On a folder that exists: one file a key, AES-256-GCM under `store.key` (mode 0600). Read anew each time, so that several servers over one folder
 * see each other's keys.
 */
export async function openKeyStore(folder: string): Promise<KeyStore> {
  const storeKey = await readOrMakeStoreKey(join(folder, 'store.key'));
  const save = async (record: KeyRecord): Promise<void> => {
    const temporary = join(folder, `${record.keyId}.${randomBytes(4).toString('hex')}.new`);
    await writeFile(temporary, encrypt(storeKey, record), { mode: 0o600, flush: true });
    await rename(temporary, join(folder, `${record.keyId}.key`));
  };
  const find = async (keyId: string): Promise<KeyRecord | undefined> => {
    if (!z.uuid().safeParse(keyId).success) return undefined;
    const bytes = await readFile(join(folder, `${keyId}.key`)).catch(() => undefined);
    return bytes && decrypt(storeKey, keyId, bytes);
  };
  return {
    find,
    create: async (spec, secret, description) => {
      const base64 = Buffer.from(secret).toString('base64');
      const record = { keyId: randomUUID(), spec, secret: base64, description, enabled: true, createdAt: Date.now() };
      await save(record);
      return record;
    },
    setEnabled: async (keyId, enabled) => {
      const record = await find(keyId);
      if (record) await save({ ...record, enabled });
    },
    list: async () =>
      (await readdir(folder)).filter((name) => /^[0-9a-f-]{36}\.key$/.test(name)).map((name) => name.slice(0, -4)),
  };
}

async function readOrMakeStoreKey(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(randomBytes(32));
    await handle.sync();
    await handle.close();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const key = await readFile(file);
  if (key.length !== 32) throw new Error(`${file} is not a key of 32 bytes: the keys beside it cannot be read.`);
  return key;
}

function encrypt(storeKey: Buffer, record: KeyRecord): Buffer {
  const nonce = randomBytes(NONCE_LENGTH);
  const cipher = createCipheriv('aes-256-gcm', storeKey, nonce).setAAD(Buffer.from(record.keyId));
  return Buffer.concat([nonce, cipher.update(JSON.stringify(record)), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(storeKey: Buffer, keyId: string, bytes: Buffer): KeyRecord {
  const end = bytes.length - TAG_LENGTH;
  const decipher = createDecipheriv('aes-256-gcm', storeKey, bytes.subarray(0, NONCE_LENGTH), {
    authTagLength: TAG_LENGTH,
  })
    .setAAD(Buffer.from(keyId))
    .setAuthTag(bytes.subarray(end));
  const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_LENGTH, end)), decipher.final()]).toString();
  return KeyRecord.parse(JSON.parse(text));
}
