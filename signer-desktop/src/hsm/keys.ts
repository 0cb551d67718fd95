import { equalBytes, Refusal, refuseUnless } from '@vieraugen/shared/bytes';
import {
  type IKeyPair,
  type ITemplate,
  KeyGenMechanism,
  KeyType,
  ObjectClass,
  type PrivateKey,
  type PublicKey,
  type Session,
} from 'graphene-pk11';
import { CURVE_OID, type CurveName, compressedPointOf } from './points.ts';

/** What a private key of ours may do, and nothing beside it. */
export type KeyUse = 'sign' | 'derive';

/** A key pair to be made. */
export type KeyRequest = {
  readonly curve: CurveName;
  readonly label: string;
  readonly id: Uint8Array;
  readonly use: KeyUse;
  /** True: the key may leave the HSM under a trusted key alone (CKA_WRAP_WITH_TRUSTED). False: never. */
  readonly backedUp: boolean;
};

/**
 * Makes a key pair in the token and reads back that it is protected as asked: PKCS#11 libraries ignore what they do not
 * know. Refuses with KEY_TEMPLATE_WRONG.
 */
export function generateKeyPair(session: Session, request: KeyRequest): Uint8Array {
  const pair = session.generateKeyPair(KeyGenMechanism.EC, publicTemplate(request), privateTemplate(request));
  checkTemplate(pair.privateKey, request);
  return publicPoint(pair, request.curve);
}

function publicPoint(pair: IKeyPair, curve: CurveName): Uint8Array {
  return compressedPointOf(curve, pair.publicKey.getAttribute({ pointEC: null }).pointEC as Buffer);
}

function publicTemplate({ curve, label, id, use }: KeyRequest): ITemplate {
  return {
    class: ObjectClass.PUBLIC_KEY,
    keyType: KeyType.EC,
    token: true,
    private: false,
    modifiable: false,
    label,
    id: Buffer.from(id),
    paramsECDSA: CURVE_OID[curve],
    verify: use === 'sign',
  };
}

function privateTemplate({ label, id, use, backedUp }: KeyRequest): ITemplate {
  return {
    class: ObjectClass.PRIVATE_KEY,
    keyType: KeyType.EC,
    token: true,
    private: true,
    sensitive: true,
    modifiable: false,
    extractable: backedUp,
    wrapWithTrusted: backedUp,
    label,
    id: Buffer.from(id),
    ...usesOf(use),
  };
}

function usesOf(use: KeyUse): ITemplate {
  return { sign: use === 'sign', derive: use === 'derive', decrypt: false, unwrap: false, signRecover: false };
}

/** What must be true of every private key of ours, read from the token. */
export function checkTemplate(key: PrivateKey, request: Pick<KeyRequest, 'label' | 'use' | 'backedUp'>): void {
  const expected: ITemplate = {
    token: true,
    private: true,
    sensitive: true,
    alwaysSensitive: true,
    modifiable: false,
    local: true,
    extractable: request.backedUp,
    neverExtractable: !request.backedUp,
    wrapWithTrusted: request.backedUp,
    ...usesOf(request.use),
  };
  for (const [name, value] of Object.entries(expected)) {
    refuseUnless(
      key.getAttribute({ [name]: null })[name as keyof ITemplate] === value,
      'KEY_TEMPLATE_WRONG',
      `The HSM made the key ${request.label} without the protection that was asked for (${name}). It must not be used.`,
    );
  }
}

/** The private key with an id. Refuses with KEY_MISSING or KEY_AMBIGUOUS. */
export function findPrivateKey(session: Session, id: Uint8Array): PrivateKey {
  return single(session, {
    class: ObjectClass.PRIVATE_KEY,
    keyType: KeyType.EC,
    id: Buffer.from(id),
  }).toType<PrivateKey>();
}

/** The compressed point of the public key with an id. Refuses with KEY_MISSING or KEY_AMBIGUOUS. */
export function findPublicPoint(session: Session, id: Uint8Array, curve: CurveName): Uint8Array {
  return compressedPointOf(curve, findPublicKey(session, id).getAttribute({ pointEC: null }).pointEC as Buffer);
}

/** The public key with an id. Refuses with KEY_MISSING or KEY_AMBIGUOUS. */
export function findPublicKey(session: Session, id: Uint8Array): PublicKey {
  return single(session, {
    class: ObjectClass.PUBLIC_KEY,
    keyType: KeyType.EC,
    id: Buffer.from(id),
  }).toType<PublicKey>();
}

function single(session: Session, template: ITemplate): ReturnType<Session['create']> {
  const found = session.find(template);
  if (found.length === 1) return found.items(0);
  const code = found.length === 0 ? 'KEY_MISSING' : 'KEY_AMBIGUOUS';
  const message = found.length === 0 ? 'The key is not in this token.' : 'Two keys of this token have the same id.';
  throw new Refusal(code, `${message} Is it the right token? Run the doctor.`);
}

/** Checks that a public key in the token is the one that was pinned. Refuses with KEY_DIFFERS. */
export function demandSamePoint(found: Uint8Array, pinned: Uint8Array): void {
  refuseUnless(equalBytes(found, pinned), 'KEY_DIFFERS', 'The key in the token is not the key that was registered.');
}
