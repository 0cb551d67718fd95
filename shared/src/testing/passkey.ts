import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { type Approver, type BackOfficeApproval, intentDigest } from '../protocol/index.ts';

/** What an assertion says; each part can be told to lie. */
export type AssertionOptions = {
  readonly challenge: Uint8Array;
  readonly rpId: string;
  readonly origin: string;
  readonly type: string;
  readonly userPresent: boolean;
  readonly userVerified: boolean;
};

/** A person with one passkey in software (node:crypto), for tests. */
export type TestApprover = {
  readonly approver: Approver;
  /** An assertion whose challenge is the intent's digest, unless `lies` says otherwise. */
  approve(intentBytes: Uint8Array, lies?: Partial<AssertionOptions>): BackOfficeApproval;
};

/** Makes an approver. The origin and relying party are those of {@link TEST_PAGE}. */
export function createApprover(name: string, changes: Partial<Approver> = {}): TestApprover {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = bytes(32);
  const credentials = [{ credentialId, publicKey: compressedPoint(publicKey) }];
  const approver = { approverId: bytes(16), name, removed: false, credentials, ...changes };
  return {
    approver,
    approve(intentBytes, lies = {}) {
      const options = { ...TEST_PAGE, ...HONEST, challenge: intentDigest(intentBytes), ...lies };
      return { approverId: approver.approverId, credentialId, ...assert(privateKey, options) };
    },
  };
}

/** The page that test approvals are given on. */
export const TEST_PAGE = { rpId: 'custody.example', origin: 'https://custody.example' } as const;

const HONEST = { type: 'webauthn.get', userPresent: true, userVerified: true } as const;

function assert(
  key: KeyObject,
  options: AssertionOptions,
): Pick<BackOfficeApproval, 'authenticatorData' | 'clientDataJson' | 'signature'> {
  const { type, challenge, origin } = options;
  const text = JSON.stringify({
    type,
    challenge: Buffer.from(challenge).toString('base64url'),
    origin,
    crossOrigin: false,
  });
  const clientDataJson = Uint8Array.from(Buffer.from(text, 'utf8'));
  const flags = (options.userPresent ? 0x01 : 0) | (options.userVerified ? 0x04 : 0);
  const counter = Buffer.from([0, 0, 0, 1]);
  const authenticatorData = Uint8Array.from(Buffer.concat([sha256(options.rpId), Buffer.from([flags]), counter]));
  const signed = Buffer.concat([authenticatorData, sha256(clientDataJson)]);
  return { authenticatorData, clientDataJson, signature: Uint8Array.from(sign('sha256', signed, key)) };
}

/** SEC1 compressed form of a P-256 public key. */
function compressedPoint(key: KeyObject): Uint8Array {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const lastOfY = Buffer.from(y, 'base64url').at(-1) ?? 0;
  return Uint8Array.from([lastOfY % 2 === 0 ? 2 : 3, ...Buffer.from(x, 'base64url')]);
}

function sha256(content: string | Uint8Array): Buffer {
  return createHash('sha256').update(content).digest();
}

function bytes(length: number): Uint8Array {
  return Uint8Array.from(randomBytes(length));
}
