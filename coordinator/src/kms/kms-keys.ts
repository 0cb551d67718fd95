import {
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  GenerateDataKeyCommand,
  GetPublicKeyCommand,
  type KeySpec,
  KMSClient,
  type KMSClientConfig,
  type ServiceInputTypes,
  type ServiceOutputTypes,
  SignCommand,
} from '@aws-sdk/client-kms';
import type { FinalizeRequestMiddleware } from '@smithy/types';
import { equalBytes } from '@vieraugen/shared/bytes';
import { AppError } from '../http/app-error.ts';
import { type CurveName, hotSignature, identitySignature, publicKeyOfSpki } from './ecdsa.ts';
import { kmsError } from './kms-error.ts';
import { limitRate, type RateLimit } from './rate-limit.ts';

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

export type KmsOptions = Pick<KMSClientConfig, 'region' | 'endpoint' | 'credentials'> & {
  /** Signatures that KMS is asked for in any second at most, retries included: this replica's share of the quota. */
  readonly signaturesPerSecond?: number;
};

/** A quarter of what AWS grants an account in a region for elliptic curve keys: what is left serves three more replicas. */
const SIGNATURES_PER_SECOND = 250;
/** A tenth of a second passes until KMS answers: more calls than the SDK's 50 are under way when a whole quota is used. */
const MAX_SOCKETS = 200;
const ATTEMPTS = 6;
const DIGEST_LENGTH = 32;

export function createKmsKeys({ signaturesPerSecond = SIGNATURES_PER_SECOND, ...options }: KmsOptions): KmsKeys {
  const client = new KMSClient({
    ...options,
    // "adaptive": backs off on ThrottlingException and slows down before the next.
    retryMode: 'adaptive',
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: 2_000,
      requestTimeout: 5_000,
      httpAgent: { maxSockets: MAX_SOCKETS },
      httpsAgent: { maxSockets: MAX_SOCKETS },
    },
  });
  limitSigning(client, limitRate(signaturesPerSecond));
  return {
    createHotKey: (description) => createSigningKey(client, 'ECC_SECG_P256K1', description),
    createIdentityKey: (description) => createSigningKey(client, 'ECC_NIST_P256', description),
    createDataKey: (description) => createKey(client, 'SYMMETRIC_DEFAULT', description),
    publicKey: async (keyArn) => (await readPublicKey(client, keyArn)).publicKey,
    signHot: (key, digest) => sign(client, hotSignature, key, digest),
    signIdentity: (key, digest) => sign(client, identitySignature, key, digest),
    generateDataKey: (keyArn, context) => generateDataKey(client, keyArn, context),
    unwrapDataKey: (keyArn, wrapped, context) => unwrapDataKey(client, keyArn, wrapped, context),
    checkKey: (keyArn) => checkKey(client, keyArn),
    close: () => client.destroy(),
  };
}

/** Each attempt waits for its turn, a retry too: behind the SDK's retries, before the request is signed and dated. */
function limitSigning(client: KMSClient, limit: RateLimit): void {
  const inTurn: FinalizeRequestMiddleware<ServiceInputTypes, ServiceOutputTypes> = (next, context) => async (given) => {
    if (context.commandName === SignCommand.name) await limit.turn();
    return next(given);
  };
  const place = { name: 'limitSigning', relation: 'after', toMiddleware: 'retryMiddleware' } as const;
  client.middlewareStack.addRelativeTo(inTurn, place);
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

type Check = (der: Uint8Array, digest: Uint8Array, publicKey: Uint8Array) => Uint8Array | undefined;

async function sign(client: KMSClient, check: Check, key: SigningKey, digest: Uint8Array): Promise<Uint8Array> {
  if (digest.length !== DIGEST_LENGTH) throw new RangeError('a digest to be signed has 32 bytes');
  const command = new SignCommand({
    KeyId: key.keyArn,
    Message: digest,
    // Without DIGEST, KMS hashes the digest again.
    MessageType: 'DIGEST',
    SigningAlgorithm: 'ECDSA_SHA_256',
  });
  const der = present((await kmsError(client.send(command))).Signature, 'the signature');
  const signature = check(der, digest, key.publicKey);
  if (signature === undefined) throw wrongAnswer('its signature does not verify under the public key we pinned');
  return signature;
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
