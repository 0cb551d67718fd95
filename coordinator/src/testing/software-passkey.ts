import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import type { AssertionResponse, RegistrationResponse } from '../features/accounts/passkey-response.ts';

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const ATTESTED = 0x40;

export type PasskeyFaults = {
  /** The authenticator did not check who holds it. */
  readonly withoutUserVerification?: boolean;
  readonly origin?: string;
  readonly rpId?: string;
};

/** An authenticator in software (WebAuthn L3, sections 5.8 and 6.1), for tests without a browser. */
export class SoftwarePasskey {
  readonly credentialId: Buffer = randomBytes(32);
  readonly origin: string;
  readonly rpId: string;
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  #signCount = 0;

  constructor(origin: string, rpId = 'localhost') {
    this.origin = origin;
    this.rpId = rpId;
  }

  /** As a virtual authenticator of a browser takes it (WebAuthn L3, section 11): both in base64. */
  export(): { readonly credentialId: string; readonly privateKey: string } {
    const privateKey = this.#keys.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
    return { credentialId: this.credentialId.toString('base64'), privateKey };
  }

  register(challenge: string, faults: PasskeyFaults = {}): RegistrationResponse {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.credentialId.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.credentialId, this.#coseKey()]);
    const authData = Buffer.concat([this.#authenticatorData(ATTESTED, faults), attested]);
    const attestationObject = isoCBOR.encode(
      new Map<string, string | Uint8Array | Map<string, string>>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', Uint8Array.from(authData)],
      ]),
    );
    return {
      ...this.#credential(),
      response: {
        clientDataJSON: this.#clientData('webauthn.create', challenge, faults).toString('base64url'),
        attestationObject: Buffer.from(attestationObject).toString('base64url'),
      },
    };
  }

  /** `challenge` in base64url, as the options have it. */
  assert(challenge: string, faults: PasskeyFaults = {}): AssertionResponse {
    this.#signCount += 1;
    const clientData = this.#clientData('webauthn.get', challenge, faults);
    const authenticatorData = this.#authenticatorData(0, faults);
    const signed = Buffer.concat([authenticatorData, createHash('sha256').update(clientData).digest()]);
    return {
      ...this.#credential(),
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authenticatorData.toString('base64url'),
        signature: createSign('sha256').update(signed).sign(this.#keys.privateKey).toString('base64url'),
      },
    };
  }

  #credential() {
    const id = this.credentialId.toString('base64url');
    return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} };
  }

  #clientData(type: string, challenge: string, faults: PasskeyFaults): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: faults.origin ?? this.origin, crossOrigin: false }));
  }

  #authenticatorData(flags: number, faults: PasskeyFaults): Buffer {
    const verified = faults.withoutUserVerification === true ? 0 : USER_VERIFIED;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.#signCount);
    const rpIdHash = createHash('sha256')
      .update(faults.rpId ?? this.rpId)
      .digest();
    return Buffer.concat([rpIdHash, Buffer.of(flags | USER_PRESENT | verified), counter]);
  }

  #coseKey(): Uint8Array {
    const { x, y } = this.#keys.publicKey.export({ format: 'jwk' });
    const bytes = (text: string | undefined) => Uint8Array.from(Buffer.from(text ?? '', 'base64url'));
    return isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, bytes(x)],
        [-3, bytes(y)],
      ]),
    );
  }
}
