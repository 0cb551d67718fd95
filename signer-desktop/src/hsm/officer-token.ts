import { randomBytes } from 'node:crypto';
import { equalBytes, Refusal, refuseUnless } from '@vieraugen/shared/bytes';
import {
  AesGcmParams,
  EcdhParams,
  EcKdf,
  KeyType,
  type Module,
  ObjectClass,
  type SecretKey,
  type Session,
} from 'graphene-pk11';
import { checkedP256Signature, signDigest } from './ecdsa.ts';
import {
  demandSamePoint,
  destroyKeyPair,
  findPrivateKey,
  findPublicPoint,
  generateKeyPair,
  type KeyKind,
} from './keys.ts';
import { type SealedShare, sealShare } from './seal-share.ts';
import { withUser } from './token-session.ts';

const APPROVAL_LABEL = 'vieraugen-approval';
const SHARE_LABEL = 'vieraugen-share';

/** An officer's token: whose it is, and where it is plugged in. */
export type OfficerToken = { readonly serial: string; readonly officerId: Uint8Array };

/** The two public keys that an officer is known by (P-256, compressed). */
export type OfficerKeys = { readonly approvalPublicKey: Uint8Array; readonly sharePublicKey: Uint8Array };

/** CKA_ID of an officer's keys: the officer's id and the purpose, so that one token can serve several vaults. */
function approvalKey(officerId: Uint8Array): KeyKind {
  return { id: Uint8Array.of(...officerId, 1), curve: 'p256', use: 'sign', backedUp: false };
}

function shareKey(officerId: Uint8Array): KeyKind {
  return { id: Uint8Array.of(...officerId, 2), curve: 'p256', use: 'derive', backedUp: false };
}

/**
 * Makes an officer's two keys in their own token: one that signs approvals, one that opens the officer's share. Both are tried
 * out before anything is entrusted to them. Refuses with KEY_EXISTS, KEY_TEMPLATE_WRONG or MECHANISM_MISSING; then no key
 * of this enrolment stays on the token.
 */
export function enrolOfficer(module: Module, token: OfficerToken, pin: Uint8Array): OfficerKeys {
  return withUser(module, token.serial, pin, (session) => {
    const approvalPublicKey = generateKeyPair(session, approvalKey(token.officerId), APPROVAL_LABEL);
    try {
      return { approvalPublicKey, sharePublicKey: makeShareKey(session, token.officerId, approvalPublicKey) };
    } catch (error) {
      destroyKeyPair(session, approvalKey(token.officerId).id);
      throw error;
    }
  });
}

function makeShareKey(session: Session, officerId: Uint8Array, approvalPublicKey: Uint8Array): Uint8Array {
  const sharePublicKey = generateKeyPair(session, shareKey(officerId), SHARE_LABEL);
  try {
    sign(session, officerId, Uint8Array.from(randomBytes(32)), approvalPublicKey);
    tryToOpen(session, officerId, sharePublicKey);
    return sharePublicKey;
  } catch (error) {
    destroyKeyPair(session, shareKey(officerId).id);
    throw error;
  }
}

function tryToOpen(session: Session, officerId: Uint8Array, sharePublicKey: Uint8Array): void {
  const trial = Uint8Array.from(randomBytes(32));
  const opened = open(session, officerId, sealShare(trial, sharePublicKey, officerId), officerId);
  refuseUnless(
    equalBytes(opened, trial),
    'MECHANISM_MISSING',
    'This token cannot open sealed shares. Use another model.',
  );
}

/**
 * Signs a digest (32 bytes) with an officer's approval key; answers r || s, checked before it is released. Refuses with
 * KEY_MISSING or KEY_DIFFERS for another's token.
 */
export function approveAsOfficer(
  module: Module,
  token: OfficerToken,
  pin: Uint8Array,
  digest: Uint8Array,
  approvalPublicKey: Uint8Array,
): Uint8Array {
  return withUser(module, token.serial, pin, (session) => {
    demandSamePoint(findPublicPoint(session, approvalKey(token.officerId)), approvalPublicKey);
    return sign(session, token.officerId, digest, approvalPublicKey);
  });
}

function sign(session: Session, officerId: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const signature = signDigest(session, findPrivateKey(session, approvalKey(officerId)), digest);
  return checkedP256Signature(digest, signature, publicKey);
}

/**
 * Opens a sealed share inside the officer's token: the AES key is derived in it and cannot be read.
 *
 * Refuses with KEY_MISSING for a token of somebody else and SHARE_UNREADABLE for a share of another officer or vault, or one
 * that was changed.
 */
export function openShare(
  module: Module,
  token: OfficerToken,
  pin: Uint8Array,
  sealed: SealedShare,
  binding: Uint8Array,
): Uint8Array {
  return withUser(module, token.serial, pin, (session) => open(session, token.officerId, sealed, binding));
}

function open(session: Session, officerId: Uint8Array, sealed: SealedShare, binding: Uint8Array): Uint8Array {
  const privateKey = findPrivateKey(session, shareKey(officerId));
  try {
    return decryptInToken(session, privateKey, sealed, binding);
  } catch (cause) {
    // Modules name a failed authentication or a bad point differently, and some call it a general error.
    throw new Refusal(
      'SHARE_UNREADABLE',
      'This share was not sealed for this token and this vault, or it was changed.',
      {
        cause,
      },
    );
  }
}

function decryptInToken(
  session: Session,
  privateKey: ReturnType<typeof findPrivateKey>,
  sealed: SealedShare,
  binding: Uint8Array,
): Uint8Array {
  const key = deriveShareKey(session, privateKey, sealed);
  const room = Buffer.alloc(sealed.ciphertext.length);
  try {
    const params = new AesGcmParams(Buffer.from(sealed.nonce), Buffer.from(binding), 128);
    const decipher = session.createDecipher({ name: 'AES_GCM', params }, key);
    return Uint8Array.from(decipher.once(Buffer.from(sealed.ciphertext), room));
  } finally {
    room.fill(0);
    key.destroy();
  }
}

function deriveShareKey(
  session: Session,
  privateKey: ReturnType<typeof findPrivateKey>,
  sealed: SealedShare,
): SecretKey {
  // No shared data at all: an empty buffer has an address in Electron, and modules refuse any with CKD_NULL.
  const params = new EcdhParams(EcKdf.NULL, null, Buffer.from(sealed.ephemeralPublicKey));
  return session.deriveKey({ name: 'ECDH1_DERIVE', params }, privateKey, {
    class: ObjectClass.SECRET_KEY,
    keyType: KeyType.AES,
    valueLen: 32,
    token: false,
    private: true,
    sensitive: true,
    extractable: false,
    encrypt: false,
    decrypt: true,
  });
}
