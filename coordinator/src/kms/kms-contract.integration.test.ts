import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { computeAddress, hexlify, recoverAddress, Signature } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installLocalKms, startLocalKms } from '../testing/local-kms.ts';
import { startDevKms } from './dev-server/start-dev-kms.ts';
import { createKmsKeys, type KmsKeys, type KmsOptions, type SigningKey } from './kms-keys.ts';
import { openSealedData, sealData } from './sealed-data.ts';

/** The servers that must fulfil the same contract. `skip` says why one cannot be asked here. */
type Target = { name: string; skip: string | undefined; start(): Promise<KmsOptions & { stop(): Promise<void> }> };

const region = 'eu-central-1';
const localKmsMissing = await installLocalKms();

const targets: Target[] = [
  {
    name: 'our development server',
    skip: undefined,
    start: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'vieraugen-kms-'));
      const server = await startDevKms({ folder, mode: 'test' });
      const stop = async () => {
        await server.close();
        await rm(folder, { recursive: true });
      };
      return { region, endpoint: server.endpoint, credentials: server.credentials, stop };
    },
  },
  {
    name: 'local-kms',
    skip: localKmsMissing,
    start: async () => {
      const server = await startLocalKms();
      const credentials = { accessKeyId: 'AKIALOCALKMSLOCALKMS', secretAccessKey: 'local' };
      return { region, endpoint: server.endpoint, credentials, stop: server.close };
    },
  },
  {
    name: 'AWS KMS',
    skip:
      process.env.VIERAUGEN_TEST_AWS === '1'
        ? undefined
        : 'VIERAUGEN_TEST_AWS=1 is not set (it makes keys that cost money)',
    start: async () => ({ region: process.env.AWS_REGION ?? region, stop: async () => undefined }),
  },
];

for (const target of targets) {
  const title = target.skip === undefined ? target.name : `${target.name} (skipped: ${target.skip})`;
  describe.skipIf(target.skip !== undefined)(title, () => {
    let kms: KmsKeys;
    let client: KMSClient;
    let hot: SigningKey;
    let stop: () => Promise<void>;

    beforeAll(async () => {
      const { stop: stopServer, ...options } = await target.start();
      stop = stopServer;
      kms = createKmsKeys(options);
      client = new KMSClient(options);
      hot = await kms.createHotKey('contract test');
    }, 30_000);
    afterAll(async () => {
      kms?.close();
      client?.destroy();
      await stop?.();
    });

    test('signs a digest with a hot key: low-s, recoverable, as ethers reads it', async () => {
      const address = computeAddress(hexlify(hot.publicKey));
      for (let i = 0; i < 20; i++) {
        const digest = randomBytes(32);
        const bytes = await kms.signHot(hot, digest);
        const signature = Signature.from({
          r: hexlify(bytes.subarray(0, 32)),
          s: hexlify(bytes.subarray(32, 64)),
          yParity: bytes[64] === 1 ? 1 : 0,
        });
        expect(bytes).toHaveLength(65);
        expect(recoverAddress(digest, signature)).toBe(address);
        expect(secp256k1.Signature.fromBytes(bytes.subarray(0, 64), 'compact').hasHighS()).toBe(false);
      }
    });

    test('takes MessageType seriously: RAW is hashed, DIGEST is not', async () => {
      const message = randomBytes(32);
      const signRaw = new SignCommand({
        KeyId: hot.keyArn,
        Message: message,
        MessageType: 'RAW',
        SigningAlgorithm: 'ECDSA_SHA_256',
      });
      const der = (await client.send(signRaw)).Signature ?? new Uint8Array();
      const hashed = createHash('sha256').update(message).digest();
      const verify = (digest: Uint8Array) =>
        secp256k1.verify(der, digest, hot.publicKey, { prehash: false, lowS: false, format: 'der' });
      expect([verify(hashed), verify(message)]).toEqual([true, false]);
    });

    test('gives half of its signatures with a high s, so the flip is really needed', async () => {
      const highs: boolean[] = [];
      for (let i = 0; i < 24; i++) {
        const input = { KeyId: hot.keyArn, Message: randomBytes(32), MessageType: 'DIGEST' as const };
        const { Signature: der } = await client.send(new SignCommand({ ...input, SigningAlgorithm: 'ECDSA_SHA_256' }));
        highs.push(secp256k1.Signature.fromBytes(der ?? new Uint8Array(), 'der').hasHighS());
      }
      if (target.name !== 'local-kms') expect(new Set(highs)).toEqual(new Set([true, false]));
    });

    test('signs with the identity key: 64 bytes, ES256', async () => {
      const key = await kms.createIdentityKey('contract test');
      const digest = randomBytes(32);
      const signature = await kms.signIdentity(key, digest);
      expect(signature).toHaveLength(64);
      expect(p256.verify(signature, digest, key.publicKey, { prehash: false })).toBe(true);
    });

    test('still has the public key it had when the key was made', async () => {
      expect(await kms.publicKey(hot.keyArn)).toEqual(hot.publicKey);
      await kms.checkKey(hot.keyArn);
    });

    test('refuses a signature when the pinned key is another', async () => {
      const other = await kms.createHotKey('contract test');
      const mixed = { keyArn: hot.keyArn, publicKey: other.publicKey };
      await expect(kms.signHot(mixed, randomBytes(32))).rejects.toMatchObject({ code: 'KMS_ANSWER_WRONG' });
    });

    test('opens sealed data only at its place and unchanged', async () => {
      const { keyArn } = await kms.createDataKey('contract test');
      const place = { table: 'accounts', column: 'name', row: '1' };
      const secret = Buffer.from('Grace Hopper');
      const sealed = await sealData(kms, keyArn, place, secret);
      expect(Buffer.from(await openSealedData(kms, keyArn, place, sealed)).toString()).toBe('Grace Hopper');
      const invalid = { code: 'SEALED_DATA_INVALID' };
      await expect(openSealedData(kms, keyArn, { ...place, row: '2' }, sealed)).rejects.toMatchObject(invalid);
      const ciphertext = Uint8Array.from(sealed.ciphertext);
      ciphertext[20] = (ciphertext[20] ?? 0) ^ 1;
      await expect(openSealedData(kms, keyArn, place, { ...sealed, ciphertext })).rejects.toMatchObject(invalid);
    });

    test('names a key that does not exist as unusable', async () => {
      const missing = hot.keyArn.replace(/[0-9a-f]{12}$/, '000000000000');
      await expect(kms.checkKey(missing)).rejects.toMatchObject({ code: 'KMS_KEY_UNUSABLE' });
    });
  });
}
