export { bytesToUint, concatBytes, equalBytes, fromHex, toBase64Url, toHex, uintToBytes, utf8 } from './bytes.ts';
export { sha256Digest, taggedDigest } from './digest.ts';
export { fingerprintWords } from './fingerprint-words.ts';
export { isReadable } from './readable-text.ts';
export { Refusal, refuseUnless } from './refusal.ts';
