/// <reference path="./secrets-js-grempe.d.ts" />
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { equalBytes, Refusal, refuseUnless, taggedDigest } from '@vieraugen/shared/bytes';
import secrets from 'secrets.js-grempe';

const PIN_LENGTH = 32;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const CHECK_LENGTH = 16;

/** A share as secrets.js writes it: 8 bits a coefficient, a number from 1 to 255, the data; all in hex. */
const SHARE = /^8(?!00)[0-9a-f]{2}([0-9a-f]{2}){16,1024}$/;

installUniformRandom();

/** A random PIN of 32 base32 characters (160 bits): printable, because PKCS#11 takes PINs as UTF-8. */
export function randomPin(): Uint8Array {
  return Uint8Array.from(randomBytes(PIN_LENGTH), (byte) => ALPHABET.charCodeAt(byte % ALPHABET.length));
}

/**
 * Splits a secret into `count` shares of which `quorum` rebuild it (Shamir 1979; secrets.js over GF(2^8)). A check value that
 * depends on `vaultId` is split with it, because Shamir's scheme itself answers wrong shares with a wrong secret. Refuses
 * with QUORUM_INVALID.
 *
 * The library works on strings, which JavaScript cannot overwrite: the process that combines is ended after each ceremony.
 */
export function splitSecret(secret: Uint8Array, vaultId: Uint8Array, quorum: number, count: number): Uint8Array[] {
  refuseUnless(
    Number.isInteger(quorum) && Number.isInteger(count) && quorum >= 2 && quorum <= count && count <= 16,
    'QUORUM_INVALID',
    'A vault needs at least two officers for its quorum, and no more than it has (16 at most).',
  );
  const checked = Buffer.concat([secret, checkOf(secret, vaultId)]);
  const shares = secrets.share(checked.toString('hex'), count, quorum);
  checked.fill(0);
  const bytes = shares.map((share) => Uint8Array.from(Buffer.from(share, 'utf8')));
  proveRebuildable(bytes, secret, vaultId, quorum);
  return bytes;
}

/**
 * Rebuilds a secret from shares.
 *
 * Refuses with SHAMIR_SHARE_INVALID (not a share at all), SHAMIR_SHARE_DOUBLED, or SHAMIR_SHARES_DO_NOT_MATCH when too few
 * are given, one was changed, or one belongs to another vault or an older splitting.
 */
export function combineSecret(shares: readonly Uint8Array[], vaultId: Uint8Array): Uint8Array {
  const combined = Buffer.from(combineToHex(shares.map(shareText)), 'hex');
  try {
    const secret = combined.subarray(0, -CHECK_LENGTH);
    const check = combined.subarray(-CHECK_LENGTH);
    const fits = combined.length > CHECK_LENGTH && timingSafeEqual(check, checkOf(secret, vaultId));
    if (!fits) throw doNotMatch();
    return Uint8Array.from(secret);
  } finally {
    combined.fill(0);
  }
}

function shareText(share: Uint8Array): string {
  const text = Buffer.from(share).toString('latin1');
  refuseUnless(SHARE.test(text), 'SHAMIR_SHARE_INVALID', 'This is not a share of a vault, or it was damaged.');
  return text;
}

function combineToHex(shares: readonly string[]): string {
  const numbers = new Set(shares.map((share) => share.slice(1, 3)));
  refuseUnless(
    numbers.size === shares.length,
    'SHAMIR_SHARE_DOUBLED',
    'One share was given twice. Each officer counts once: another officer is needed.',
  );
  // Fewer than two are no quorum of any vault, and shares of different lengths come from different secrets.
  const sameLength = shares.every((share) => share.length === shares[0]?.length);
  if (shares.length < 2 || !sameLength) throw doNotMatch();
  return secrets.combine(shares);
}

function doNotMatch(): Refusal {
  return new Refusal(
    'SHAMIR_SHARES_DO_NOT_MATCH',
    'The shares of these officers do not open this vault: there are too few, or one belongs to another vault.',
  );
}

/** The PIN exists nowhere else once the shares are sealed: so each share is used once to rebuild it while it still does. */
function proveRebuildable(
  shares: readonly Uint8Array[],
  secret: Uint8Array,
  vaultId: Uint8Array,
  quorum: number,
): void {
  for (let start = 0; start < shares.length; start++) {
    const some = Array.from({ length: quorum }, (_, i) => shares[(start + i) % shares.length] ?? new Uint8Array());
    const rebuilt = combineSecret(some, vaultId);
    if (!equalBytes(rebuilt, secret)) throw doNotMatch();
    rebuilt.fill(0);
  }
}

function checkOf(secret: Uint8Array, vaultId: Uint8Array): Uint8Array {
  const bound = Buffer.concat([vaultId, secret]);
  const check = taggedDigest('vieraugen/1 shared-secret', bound).slice(0, CHECK_LENGTH);
  bound.fill(0);
  return check;
}

/**
 * The library's own random source never answers zero, so that its coefficients are not uniform: each share by itself would
 * then rule out one value of every byte of the secret. Ours answers all values alike, except while the library tries it out
 * in setRNG, where it takes zero for a fault.
 */
function installUniformRandom(): void {
  let inUse = false;
  secrets.setRNG((bits) => (inUse ? randomBinary(bits) : '1'.repeat(bits)));
  inUse = true;
}

function randomBinary(bits: number): string {
  const digits = Array.from(randomBytes(Math.ceil(bits / 8)), (byte) => byte.toString(2).padStart(8, '0')).join('');
  return digits.slice(0, bits);
}
