import { createCipheriv, createECDH, randomBytes } from 'node:crypto';
import { uncompressedP256 } from './points.ts';

/** Bytes that only one token can open. */
export type SealedShare = {
  /** P-256, uncompressed, 65 bytes: made for this share alone and forgotten. */
  readonly ephemeralPublicKey: Uint8Array;
  /** 12 bytes. */
  readonly nonce: Uint8Array;
  /** AES-256-GCM, with its 16-byte tag at the end. */
  readonly ciphertext: Uint8Array;
};

/**
 * Seals bytes to a token's P-256 key: ephemeral-static ECDH, AES-256-GCM under the shared secret. `binding` is authenticated
 * with it (vault, officer, purpose), so that a share cannot stand in for another. Refuses with PUBLIC_KEY_INVALID.
 *
 * The AES key is the x-coordinate itself (CKD_NULL), because tokens open it inside with CKM_ECDH1_DERIVE and few know
 * another derivation. The ephemeral key is used once, so that no two messages share a key.
 */
export function sealShare(share: Uint8Array, sharePublicKey: Uint8Array, binding: Uint8Array): SealedShare {
  const ephemeral = createECDH('prime256v1');
  const ephemeralPublicKey = Uint8Array.from(ephemeral.generateKeys());
  const key = ephemeral.computeSecret(uncompressedP256(sharePublicKey));
  const nonce = Uint8Array.from(randomBytes(12));
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(binding);
  const ciphertext = Buffer.concat([cipher.update(share), cipher.final(), cipher.getAuthTag()]);
  key.fill(0);
  return { ephemeralPublicKey, nonce, ciphertext: Uint8Array.from(ciphertext) };
}
