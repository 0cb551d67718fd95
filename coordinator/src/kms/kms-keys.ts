import {
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  GenerateDataKeyCommand,
  GetPublicKeyCommand,
  type KeySpec,
  KMSClient,
  type KMSClientConfig,
  SignCommand,
} from '@aws-sdk/client-kms';
import { concatBytes, equalBytes } from '@vieraugen/shared/bytes';
import { AppError } from '../http/app-error.ts';
import { type CurveName, checkedSignature, publicKeyOfSpki, recoveryBit } from './ecdsa.ts';
import { kmsError } from './kms-error.ts';

/** A signing key in KMS and its public key (compressed SEC1, 33 bytes), pinned in the database when the key was made. */
export type SigningKey = { readonly keyArn: string; readonly publicKey: Uint8Array };

/** What a data key is bound to: KMS refuses to unwrap it under another context. */
export type EncryptionContext = Readonly<Record<string, string>>;

/**
 * The keys that we use in AWS KMS. Every failure is an AppError: KMS_UNAVAILABLE (try later), KMS_KEY_UNUSABLE (missing,
 * disabled or forbidden) or KMS_ANSWER_WRONG (what came back does not verify).
 */
export type KmsKeys = {
  /** ECC_SECG_P256K1: signs transactions. */
  createHotKey(description: string): Promise<SigningKey>;
  /** ECC_NIST_P256: signs what we send to the signer. */
  createIdentityKey(description: string): Promise<SigningKey>;
  /** SYMMETRIC_DEFAULT: wraps data keys. */
  createDataKey(description: string): Promise<{ readonly keyArn: string }>;
  /** As KMS has it now; compare with what is pinned. */
  publicKey(keyArn: string): Promise<Uint8Array>;
  /** r || s || yParity (65 bytes, low-s) over a 32-byte digest by a hot key; verified under the pinned public key. */
  signHot(key: SigningKey, digest: Uint8Array): Promise<Uint8Array>;
  /** r || s (64 bytes, ES256) over a 32-byte digest by the identity key; verified under the pinned public key. */
  signIdentity(key: SigningKey, digest: Uint8Array): Promise<Uint8Array>;
  generateDataKey(keyArn: string, context: EncryptionContext): Promise<{ plaintext: Uint8Array; wrapped: Uint8Array }>;
  unwrapDataKey(keyArn: string, wrapped: Uint8Array, context: EncryptionContext): Promise<Uint8Array>;
  /** Throws unless KMS answers and the key is enabled. */
  checkKey(keyArn: string): Promise<void>;
  close(): void;
};

export type KmsOptions = Pick<KMSClientConfig, 'region' | 'endpoint' | 'credentials'>;

const ATTEMPTS = 6;
const DIGEST_LENGTH = 32;

export function createKmsKeys(options: KmsOptions): KmsKeys {
  const client = new KMSClient({
    ...options,
    // "adaptive": backs off on ThrottlingException and slows down before the next.
    retryMode: 'adaptive',
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
  });
  return {
    createHotKey: (description) => createSigningKey(client, 'ECC_SECG_P256K1', description),
    createIdentityKey: (description) => createSigningKey(client, 'ECC_NIST_P256', description),
    createDataKey: (description) => createKey(client, 'SYMMETRIC_DEFAULT', description),
    publicKey: async (keyArn) => (await readPublicKey(client, keyArn)).publicKey,
    signHot: async (key, digest) =>
      withRecoveryBit(await sign(client, 'secp256k1', key, digest), digest, key.publicKey),
    signIdentity: (key, digest) => sign(client, 'P-256', key, digest),
    generateDataKey: (keyArn, context) => generateDataKey(client, keyArn, context),
    unwrapDataKey: (keyArn, wrapped, context) => unwrapDataKey(client, keyArn, wrapped, context),
    checkKey: (keyArn) => checkKey(client, keyArn),
    close: () => client.destroy(),
  };
}

async function createKey(client: KMSClient, spec: KeySpec, description: string): Promise<{ keyArn: string }> {
  const usage = spec === 'SYMMETRIC_DEFAULT' ? 'ENCRYPT_DECRYPT' : 'SIGN_VERIFY';
  const command = new CreateKeyCommand({ KeySpec: spec, KeyUsage: usage, Description: description });
  const made = await kmsError(client.send(command));
  return { keyArn: present(made.KeyMetadata?.Arn, 'the key’s ARN') };
}

async function createSigningKey(client: KMSClient, spec: KeySpec, description: string): Promise<SigningKey> {
  const { keyArn } = await createKey(client, spec, description);
  const { curve, publicKey } = await readPublicKey(client, keyArn);
  const expected: CurveName = spec === 'ECC_SECG_P256K1' ? 'secp256k1' : 'P-256';
  if (curve !== expected) throw wrongAnswer(`it made a key on ${curve} where ${expected} was asked for`);
  return { keyArn, publicKey };
}

async function readPublicKey(client: KMSClient, keyArn: string) {
  const answer = await kmsError(client.send(new GetPublicKeyCommand({ KeyId: keyArn })));
  return publicKeyOfSpki(present(answer.PublicKey, 'the public key'));
}

async function sign(client: KMSClient, curve: CurveName, key: SigningKey, digest: Uint8Array): Promise<Uint8Array> {
  if (digest.length !== DIGEST_LENGTH) throw new RangeError('a digest to be signed has 32 bytes');
  const command = new SignCommand({
    KeyId: key.keyArn,
    Message: digest,
    // Without DIGEST, KMS hashes the digest again.
    MessageType: 'DIGEST',
    SigningAlgorithm: 'ECDSA_SHA_256',
  });
  const der = present((await kmsError(client.send(command))).Signature, 'the signature');
  const signature = checkedSignature(curve, der, digest, key.publicKey);
  if (signature === undefined) throw wrongAnswer('its signature does not verify under the public key we pinned');
  return signature;
}

function withRecoveryBit(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const bit = recoveryBit(signature, digest, publicKey);
  if (bit === undefined) throw wrongAnswer('no recovery bit leads from its signature to the public key we pinned');
  return concatBytes(signature, Uint8Array.of(bit));
}

async function generateDataKey(client: KMSClient, keyArn: string, context: EncryptionContext) {
  const command = new GenerateDataKeyCommand({ KeyId: keyArn, KeySpec: 'AES_256', EncryptionContext: { ...context } });
  const answer = await kmsError(client.send(command));
  return {
    plaintext: present(answer.Plaintext, 'the data key'),
    wrapped: Uint8Array.from(present(answer.CiphertextBlob, 'the wrapped data key')),
  };
}

async function unwrapDataKey(client: KMSClient, keyArn: string, wrapped: Uint8Array, context: EncryptionContext) {
  const command = new DecryptCommand({ KeyId: keyArn, CiphertextBlob: wrapped, EncryptionContext: { ...context } });
  return present((await kmsError(client.send(command))).Plaintext, 'the data key');
}

async function checkKey(client: KMSClient, keyArn: string): Promise<void> {
  const { KeyMetadata } = await kmsError(client.send(new DescribeKeyCommand({ KeyId: keyArn })));
  if (KeyMetadata?.Enabled !== true) {
    throw new AppError('KMS_KEY_UNUSABLE', 'A key in KMS is disabled: enable it, or restore its policy.', {
      safe: { keyArn },
    });
  }
}

/** Throws KMS_ANSWER_WRONG unless KMS still has the public key that was pinned when the key was made. */
export async function checkPinned(kms: KmsKeys, key: SigningKey): Promise<void> {
  if (!equalBytes(await kms.publicKey(key.keyArn), key.publicKey)) {
    throw wrongAnswer(`the public key of ${key.keyArn} is not the one we pinned`);
  }
}

function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw wrongAnswer(`${what} is missing in its answer`);
  return value;
}

function wrongAnswer(what: string): AppError {
  return new AppError('KMS_ANSWER_WRONG', `KMS is not to be trusted now: ${what}. Nothing was signed. Look into it.`);
}
