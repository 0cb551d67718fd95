import { equalBytes, Refusal, refuseUnless } from '@vieraugen/shared/bytes';
import {
  type ITemplate,
  KeyGenMechanism,
  KeyType,
  ObjectClass,
  type PrivateKey,
  type Session,
  type SessionObject,
} from 'graphene-pk11';
import { CURVE_OID, type CurveName, compressedPointOf } from './points.ts';

/** What a private key of ours is, how it is found (CKA_ID), what it may do, and nothing beside it. */
export type KeyKind = {
  readonly id: Uint8Array;
  readonly curve: CurveName;
  readonly use: 'sign' | 'derive';
  /** True: the key may leave the HSM under a trusted key alone (CKA_WRAP_WITH_TRUSTED). False: never. */
  readonly backedUp: boolean;
};

/** A chain key; its id is random, chosen before the key exists, because nothing of the key can be changed afterwards. */
export function chainKeyKind(id: Uint8Array): KeyKind {
  return { id, curve: 'secp256k1', use: 'sign', backedUp: true };
}

/**
 * Makes a key pair in the token and reads back that it is protected as asked: PKCS#11 libraries ignore what they do not
 * know. Answers the public key (compressed). Refuses with KEY_EXISTS or KEY_TEMPLATE_WRONG; then nothing stays there.
 */
export function generateKeyPair(session: Session, kind: KeyKind, label: string): Uint8Array {
  const known = objectsOf(session, ObjectClass.PRIVATE_KEY, kind.id);
  refuseUnless(known.length === 0, 'KEY_EXISTS', 'This token holds such a key already: it was enrolled before.');
  const pair = session.generateKeyPair(KeyGenMechanism.EC, publicTemplate(kind, label), privateTemplate(kind, label));
  try {
    checkAttributes(pair.privateKey, { ...protectionOf(kind), ...madeHere(kind) });
    return pointOf(pair.publicKey, kind.curve);
  } catch (error) {
    pair.privateKey.destroy();
    pair.publicKey.destroy();
    throw error;
  }
}

/** Takes both halves of a pair off the token, so that an enrolment that failed leaves nothing behind. */
export function destroyKeyPair(session: Session, id: Uint8Array): void {
  for (const objectClass of [ObjectClass.PRIVATE_KEY, ObjectClass.PUBLIC_KEY]) {
    for (const object of objectsOf(session, objectClass, id)) object.destroy();
  }
}

/** The private key, its protection checked again. Refuses with KEY_MISSING, KEY_AMBIGUOUS or KEY_TEMPLATE_WRONG. */
export function findPrivateKey(session: Session, kind: KeyKind): PrivateKey {
  const key = single(objectsOf(session, ObjectClass.PRIVATE_KEY, kind.id));
  checkAttributes(key, protectionOf(kind));
  return key.toType<PrivateKey>();
}

/** The compressed point of the public key. Refuses with KEY_MISSING, KEY_AMBIGUOUS or PUBLIC_KEY_INVALID. */
export function findPublicPoint(session: Session, kind: KeyKind): Uint8Array {
  return pointOf(single(objectsOf(session, ObjectClass.PUBLIC_KEY, kind.id)), kind.curve);
}

/** The ids of all chain keys in the token. */
export function chainKeyIds(session: Session): readonly Uint8Array[] {
  const found = session.find({ class: ObjectClass.PRIVATE_KEY, keyType: KeyType.EC, paramsECDSA: CURVE_OID.secp256k1 });
  return Array.from({ length: found.length }, (_, index) => Uint8Array.from(found.items(index).getAttribute('id')));
}

/** Refuses with KEY_TEMPLATE_WRONG unless the token says of the object what `expected` says. */
export function checkAttributes(object: SessionObject, expected: ITemplate): void {
  for (const [name, value] of Object.entries(expected)) {
    const actual = readAttribute(object, name);
    const same = Buffer.isBuffer(value) ? Buffer.isBuffer(actual) && value.equals(actual) : actual === value;
    refuseUnless(
      same,
      'KEY_TEMPLATE_WRONG',
      `A key in the HSM does not have the protection that it must have (${name}). It must not be used.`,
    );
  }
}

/** Checks that a public key in the token is the one that was pinned. Refuses with KEY_DIFFERS. */
export function demandSamePoint(found: Uint8Array, pinned: Uint8Array): void {
  refuseUnless(equalBytes(found, pinned), 'KEY_DIFFERS', 'The key in the token is not the key that was registered.');
}

function publicTemplate({ curve, id, use }: KeyKind, label: string): ITemplate {
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

function privateTemplate(kind: KeyKind, label: string): ITemplate {
  // The curve of a pair stands in the template of its public half alone (PKCS#11 v2.40, 2.3.5).
  const { paramsECDSA: _curve, ...protection } = protectionOf(kind);
  return { ...protection, class: ObjectClass.PRIVATE_KEY, keyType: KeyType.EC, label, id: Buffer.from(kind.id) };
}

/**
 * What must be true of the private key as long as it lives, also after it was restored from a backup. (CKA_EC_PARAMS
 * has two names; graphene reads it by the older one alone.)
 */
function protectionOf({ curve, use, backedUp }: KeyKind): ITemplate {
  return {
    token: true,
    private: true,
    sensitive: true,
    modifiable: false,
    extractable: backedUp,
    wrapWithTrusted: backedUp,
    sign: use === 'sign',
    derive: use === 'derive',
    decrypt: false,
    unwrap: false,
    signRecover: false,
    paramsECDSA: CURVE_OID[curve],
  };
}

/** What is true besides of a key that was made in this very token. */
function madeHere({ backedUp }: KeyKind): ITemplate {
  return { local: true, alwaysSensitive: true, neverExtractable: !backedUp };
}

function objectsOf(session: Session, objectClass: ObjectClass, id: Uint8Array): readonly SessionObject[] {
  const found = session.find({ class: objectClass, keyType: KeyType.EC, id: Buffer.from(id) });
  return Array.from({ length: found.length }, (_, index) => found.items(index));
}

function single(objects: readonly SessionObject[]): SessionObject {
  const [object, second] = objects;
  if (object && !second) return object;
  const code = second ? 'KEY_AMBIGUOUS' : 'KEY_MISSING';
  const message = second ? 'Two keys of this token have the same id.' : 'The key is not in this token.';
  throw new Refusal(code, `${message} Is it the right token? Run the doctor.`);
}

function pointOf(publicKey: SessionObject, curve: CurveName): Uint8Array {
  return compressedPointOf(curve, Buffer.from(publicKey.getAttribute('pointEC')));
}

/** An attribute that the HSM does not tell is not as it must be. */
function readAttribute(object: SessionObject, name: string): unknown {
  try {
    return object.getAttribute(name);
  } catch {
    return undefined;
  }
}
