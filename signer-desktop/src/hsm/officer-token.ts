import { Refusal } from '@vieraugen/shared/bytes';
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
import { checkTemplate, demandSamePoint, findPrivateKey, findPublicPoint, generateKeyPair } from './keys.ts';
import type { SealedShare } from './seal-share.ts';
import { withUser } from './tokens.ts';

const APPROVAL_LABEL = 'vieraugen-approval';
const SHARE_LABEL = 'vieraugen-share';

/** An officer's token: whose it is, and where it is plugged in. */
export type OfficerToken = { readonly serial: string; readonly officerId: Uint8Array };

/** The two public keys that an officer is known by (P-256, compressed). */
export type OfficerKeys = { readonly approvalPublicKey: Uint8Array; readonly sharePublicKey: Uint8Array };

/** CKA_ID of an officer's keys: the officer's id and the purpose, so that one token can serve several vaults. */
function idOf(officerId: Uint8Array, purpose: 'approval' | 'share'): Uint8Array {
  return Uint8Array.of(...officerId, purpose === 'approval' ? 1 : 2);
}

/** Makes an officer's two keys in their own token: one that signs approvals, one that opens the officer's share. */
export function enrolOfficer(module: Module, token: OfficerToken, pin: Uint8Array): OfficerKeys {
  return withUser(module, token.serial, pin, (session) => ({
    approvalPublicKey: makeKey(session, token.officerId, 'approval'),
    sharePublicKey: makeKey(session, token.officerId, 'share'),
  }));
}

function makeKey(session: Session, officerId: Uint8Array, purpose: 'approval' | 'share'): Uint8Array {
  const [label, use] = purpose === 'approval' ? [APPROVAL_LABEL, 'sign' as const] : [SHARE_LABEL, 'derive' as const];
  return generateKeyPair(session, { curve: 'p256', label, id: idOf(officerId, purpose), use, backedUp: false });
}

/** Signs a digest (32 bytes) with an officer's approval key; answers r || s. Refuses with KEY_DIFFERS for another's token. */
export function approveAsOfficer(
  module: Module,
  token: OfficerToken,
  pin: Uint8Array,
  digest: Uint8Array,
  approvalPublicKey: Uint8Array,
): Uint8Array {
  return withUser(module, token.serial, pin, (session) => {
    const id = idOf(token.officerId, 'approval');
    demandSamePoint(findPublicPoint(session, id, 'p256'), approvalPublicKey);
    const key = findPrivateKey(session, id);
    return Uint8Array.from(session.createSign('ECDSA', key).once(Buffer.from(digest)));
  });
}

/**
 * Opens a sealed share inside the officer's token: the AES key is derived in it and cannot be read.
 *
 * Refuses with KEY_MISSING for a token of somebody else and SHARE_UNREADABLE for a share of another officer or vault.
 */
export function openShare(
  module: Module,
  token: OfficerToken,
  pin: Uint8Array,
  sealed: SealedShare,
  binding: Uint8Array,
): Uint8Array {
  return withUser(module, token.serial, pin, (session) => {
    const privateKey = findPrivateKey(session, idOf(token.officerId, 'share'));
    checkTemplate(privateKey, { label: SHARE_LABEL, use: 'derive', backedUp: false });
    const key = deriveShareKey(session, privateKey, sealed);
    try {
      return decrypt(session, key, sealed, binding);
    } finally {
      key.destroy();
    }
  });
}

function deriveShareKey(
  session: Session,
  privateKey: ReturnType<typeof findPrivateKey>,
  sealed: SealedShare,
): SecretKey {
  const params = new EcdhParams(EcKdf.NULL, Buffer.alloc(0), Buffer.from(sealed.ephemeralPublicKey));
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

function decrypt(session: Session, key: SecretKey, sealed: SealedShare, binding: Uint8Array): Uint8Array {
  const params = new AesGcmParams(Buffer.from(sealed.nonce), Buffer.from(binding), 128);
  const room = Buffer.alloc(sealed.ciphertext.length);
  const decipher = session.createDecipher({ name: 'AES_GCM', params }, key);
  try {
    return Uint8Array.from(decipher.once(Buffer.from(sealed.ciphertext), room));
  } catch (cause) {
    // Modules name a failed authentication differently, and some call it a general error.
    throw new Refusal('SHARE_UNREADABLE', 'This share was not sealed for this token and this vault.', { cause });
  } finally {
    room.fill(0);
  }
}
