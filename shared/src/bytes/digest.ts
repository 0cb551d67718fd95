import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8 } from './bytes.ts';

/** SHA-256 (FIPS 180-4) of the bytes: 32 bytes. */
export function sha256Digest(bytes: Uint8Array): Uint8Array {
  return sha256(bytes);
}

/**
 * SHA-256 over `tag`, a zero byte and the bytes. The tag names what the digest stands for, so that a signature over one
 * kind of statement can never be read as a signature over another.
 */
export function taggedDigest(tag: string, bytes: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8(tag), Uint8Array.of(0), bytes));
}
