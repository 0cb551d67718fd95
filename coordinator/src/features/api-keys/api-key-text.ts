import { createHash, randomBytes } from 'node:crypto';

/** `vier_`, 256 random bits, and a checksum that finds a typing mistake (or a leak scanner's match) without the database. */
const FORM = /^vier_([0-9a-f]{64})([0-9a-f]{8})$/;

export function newApiKey(): { readonly key: string; readonly hash: Buffer } {
  const secret = randomBytes(32).toString('hex');
  const key = `vier_${secret}${checksum(secret)}`;
  return { key, hash: hashApiKey(key) };
}

export function isWellFormed(key: string): boolean {
  const match = FORM.exec(key);
  return match?.[1] !== undefined && checksum(match[1]) === match[2];
}

/** 256 random bits need no slow hash. */
export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

function checksum(secret: string): string {
  return createHash('sha256').update(`vieraugen api key ${secret}`).digest('hex').slice(0, 8);
}
