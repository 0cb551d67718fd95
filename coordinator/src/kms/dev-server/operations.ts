import { createCipheriv, createDecipheriv, createHash, createPublicKey, randomBytes, randomInt } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { z } from 'zod';
import type { KeyRecord, KeyStore } from './key-store.ts';
import { KmsFault } from './kms-fault.ts';

/** `TrentService.<name>` -> what it answers. What is not here is refused. */
export type Operation = (store: KeyStore, input: unknown) => Promise<Record<string, unknown>>;

const CURVES = {
  ECC_SECG_P256K1: { curve: secp256k1, jwk: 'secp256k1' },
  ECC_NIST_P256: { curve: p256, jwk: 'P-256' },
} as const;
type CurveSpec = keyof typeof CURVES;

const ACCOUNT_PREFIX = 'arn:aws:kms:local:000000000000:key/';
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const MAX_MESSAGE = 4096;

const Spec = z.enum(['ECC_SECG_P256K1', 'ECC_NIST_P256', 'SYMMETRIC_DEFAULT']);
const Blob = z.base64().transform((text) => Buffer.from(text, 'base64'));
const Context = z.record(z.string(), z.string()).default({});
const KeyInput = z.object({ KeyId: z.string() });
const CreateInput = z.object({
  KeySpec: Spec.default('SYMMETRIC_DEFAULT'),
  KeyUsage: z.enum(['SIGN_VERIFY', 'ENCRYPT_DECRYPT']).default('ENCRYPT_DECRYPT'),
  Description: z.string().max(8192).default(''),
});
const SignInput = KeyInput.extend({
  Message: Blob,
  MessageType: z.enum(['RAW', 'DIGEST']).default('RAW'),
  SigningAlgorithm: z.literal('ECDSA_SHA_256'),
});
const DataKeyInput = KeyInput.extend({ KeySpec: z.literal('AES_256'), EncryptionContext: Context });
const EncryptInput = KeyInput.extend({ Plaintext: Blob, EncryptionContext: Context });
const DecryptInput = z.object({ KeyId: z.string().optional(), CiphertextBlob: Blob, EncryptionContext: Context });

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateKey: async (store, input) => {
    const { KeySpec, KeyUsage, Description } = CreateInput.parse(input);
    if ((KeySpec === 'SYMMETRIC_DEFAULT') !== (KeyUsage === 'ENCRYPT_DECRYPT')) {
      throw new KmsFault('ValidationException', `KeyUsage ${KeyUsage} is not compatible with KeySpec ${KeySpec}`);
    }
    const secret = KeySpec === 'SYMMETRIC_DEFAULT' ? randomBytes(32) : CURVES[KeySpec].curve.utils.randomSecretKey();
    return { KeyMetadata: metadata(await store.create(KeySpec, secret, Description)) };
  },
  DescribeKey: async (store, input) => ({ KeyMetadata: metadata(await findKey(store, KeyInput.parse(input).KeyId)) }),
  DisableKey: async (store, input) => {
    await store.setEnabled((await findKey(store, KeyInput.parse(input).KeyId)).keyId, false);
    return {};
  },
  EnableKey: async (store, input) => {
    await store.setEnabled((await findKey(store, KeyInput.parse(input).KeyId)).keyId, true);
    return {};
  },
  ListKeys: async (store) => ({
    Keys: (await store.list()).map((keyId) => ({ KeyId: keyId, KeyArn: ACCOUNT_PREFIX + keyId })),
    Truncated: false,
  }),
  GetPublicKey: async (store, input) => {
    const key = await usableKey(store, KeyInput.parse(input).KeyId);
    const spec = signingSpec(key);
    return { ...arn(key), PublicKey: spkiOf(spec, key).toString('base64'), KeySpec: spec, KeyUsage: 'SIGN_VERIFY' };
  },
  Sign: async (store, input) => {
    const { KeyId, Message, MessageType, SigningAlgorithm } = SignInput.parse(input);
    const key = await usableKey(store, KeyId);
    const digest = digestOf(Message, MessageType);
    return { ...arn(key), Signature: signDer(signingSpec(key), key, digest).toString('base64'), SigningAlgorithm };
  },
  GenerateDataKey: async (store, input) => {
    const { KeyId, EncryptionContext } = DataKeyInput.parse(input);
    const key = await usableKey(store, KeyId);
    const plaintext = randomBytes(32);
    const blob = wrap(key, plaintext, EncryptionContext);
    return { ...arn(key), Plaintext: plaintext.toString('base64'), CiphertextBlob: blob.toString('base64') };
  },
  Encrypt: async (store, input) => {
    const { KeyId, Plaintext, EncryptionContext } = EncryptInput.parse(input);
    const key = await usableKey(store, KeyId);
    return { ...arn(key), CiphertextBlob: wrap(key, Plaintext, EncryptionContext).toString('base64') };
  },
  Decrypt: async (store, input) => {
    const { KeyId, CiphertextBlob, EncryptionContext } = DecryptInput.parse(input);
    const key = await usableKey(store, uuidOf(CiphertextBlob.subarray(0, 16)));
    if (KeyId !== undefined && (await findKey(store, KeyId)).keyId !== key.keyId) {
      throw new KmsFault('IncorrectKeyException', 'The ciphertext was made under another key');
    }
    return { ...arn(key), Plaintext: unwrap(key, CiphertextBlob, EncryptionContext).toString('base64') };
  },
};

async function findKey(store: KeyStore, id: string): Promise<KeyRecord> {
  const key = await store.find(id.startsWith(ACCOUNT_PREFIX) ? id.slice(ACCOUNT_PREFIX.length) : id);
  if (!key) throw new KmsFault('NotFoundException', `Key '${id}' does not exist`);
  return key;
}

async function usableKey(store: KeyStore, id: string): Promise<KeyRecord> {
  const key = await findKey(store, id);
  if (!key.enabled) throw new KmsFault('DisabledException', `${ACCOUNT_PREFIX}${key.keyId} is disabled`);
  return key;
}

function arn(key: KeyRecord) {
  return { KeyId: ACCOUNT_PREFIX + key.keyId };
}

function metadata(key: KeyRecord) {
  const usage = key.spec === 'SYMMETRIC_DEFAULT' ? 'ENCRYPT_DECRYPT' : 'SIGN_VERIFY';
  return {
    KeyId: key.keyId,
    Arn: ACCOUNT_PREFIX + key.keyId,
    CreationDate: key.createdAt / 1000,
    Description: key.description,
    Enabled: key.enabled,
    KeyState: key.enabled ? 'Enabled' : 'Disabled',
    KeySpec: key.spec,
    KeyUsage: usage,
    Origin: 'AWS_KMS',
  };
}

function signingSpec(key: KeyRecord): CurveSpec {
  if (key.spec !== 'SYMMETRIC_DEFAULT') return key.spec;
  throw new KmsFault('InvalidKeyUsageException', 'This key does not sign');
}

function digestOf(message: Buffer, type: 'RAW' | 'DIGEST'): Buffer {
  if (type === 'RAW') {
    if (message.length > MAX_MESSAGE) throw new KmsFault('ValidationException', 'A RAW message has at most 4096 bytes');
    return createHash('sha256').update(message).digest();
  }
  if (message.length === 32) return message;
  throw new KmsFault('ValidationException', 'Digest is invalid length for algorithm ECDSA_SHA_256.');
}

/** DER; s is above half of the order in every second signature, as with AWS. */
function signDer(spec: CurveSpec, key: KeyRecord, digest: Buffer): Buffer {
  const { curve } = CURVES[spec];
  const secret = Buffer.from(key.secret, 'base64');
  const { r, s } = curve.Signature.fromBytes(curve.sign(digest, secret, { prehash: false, lowS: false }), 'compact');
  const chosen = randomInt(2) === 0 ? s : curve.Point.Fn.ORDER - s;
  return Buffer.from(new curve.Signature(r, chosen).toBytes('der'));
}

function spkiOf(spec: CurveSpec, key: KeyRecord): Buffer {
  const { curve, jwk } = CURVES[spec];
  const point = Buffer.from(curve.getPublicKey(Buffer.from(key.secret, 'base64'), false));
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  return createPublicKey({ key: { kty: 'EC', crv: jwk, x, y }, format: 'jwk' }).export({ format: 'der', type: 'spki' });
}

/** Key id, nonce, ciphertext, tag; bound to the key and to the encryption context. */
function wrap(key: KeyRecord, plaintext: Buffer, context: Readonly<Record<string, string>>): Buffer {
  const id = Buffer.from(key.keyId.replaceAll('-', ''), 'hex');
  const nonce = randomBytes(NONCE_LENGTH);
  const cipher = createCipheriv('aes-256-gcm', symmetricSecret(key), nonce).setAAD(binding(id, context));
  return Buffer.concat([id, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function unwrap(key: KeyRecord, blob: Buffer, context: Readonly<Record<string, string>>): Buffer {
  const [id, nonce] = [blob.subarray(0, 16), blob.subarray(16, 16 + NONCE_LENGTH)];
  const [body, tag] = [blob.subarray(16 + NONCE_LENGTH, -TAG_LENGTH), blob.subarray(-TAG_LENGTH)];
  try {
    const decipher = createDecipheriv('aes-256-gcm', symmetricSecret(key), nonce, { authTagLength: TAG_LENGTH })
      .setAAD(binding(id, context))
      .setAuthTag(tag);
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch {
    throw new KmsFault('InvalidCiphertextException', 'The ciphertext or its encryption context is not valid');
  }
}

function symmetricSecret(key: KeyRecord): Buffer {
  if (key.spec === 'SYMMETRIC_DEFAULT') return Buffer.from(key.secret, 'base64');
  throw new KmsFault('InvalidKeyUsageException', 'This key does not encrypt');
}

function binding(id: Buffer, context: Readonly<Record<string, string>>): Buffer {
  const pairs = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([id, Buffer.from(JSON.stringify(pairs))]);
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
