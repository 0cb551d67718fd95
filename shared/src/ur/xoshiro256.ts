import { sha256 } from '@noble/hashes/sha2.js';

const TWO_TO_THE_64 = 2 ** 64;

/**
 * The generator xoshiro256** seeded with SHA-256 of a seed (BCR-2024-001, section 4, "The Xoshiro256** Pseudorandom Number
 * Generator"). Sender and receiver draw the same numbers from it to agree on what a frame mixes; nothing secret.
 */
export class Xoshiro256 {
  #s0: bigint;
  #s1: bigint;
  #s2: bigint;
  #s3: bigint;

  constructor(seed: Uint8Array) {
    const digest = sha256(seed);
    const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
    this.#s0 = view.getBigUint64(0);
    this.#s1 = view.getBigUint64(8);
    this.#s2 = view.getBigUint64(16);
    this.#s3 = view.getBigUint64(24);
  }

  /** The next number, 0 to 2^64 - 1. */
  next(): bigint {
    const result = uint64(rotateLeft(uint64(this.#s1 * 5n), 7n) * 9n);
    const shifted = uint64(this.#s1 << 17n);
    this.#s2 ^= this.#s0;
    this.#s3 ^= this.#s1;
    this.#s1 ^= this.#s2;
    this.#s0 ^= this.#s3;
    this.#s2 ^= shifted;
    this.#s3 = rotateLeft(this.#s3, 45n);
    return result;
  }

  /** The next number as a fraction from 0 to 1; the division rounds, so that 1 itself is possible (once in 2^54 draws). */
  nextDouble(): number {
    return Number(this.next()) / TWO_TO_THE_64;
  }

  /** The next integer from `low` to `high`, both included. */
  nextInt(low: number, high: number): number {
    return Math.min(high, Math.floor(this.nextDouble() * (high - low + 1)) + low);
  }
}

function uint64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function rotateLeft(value: bigint, bits: bigint): bigint {
  return uint64(value << bits) | (value >> (64n - bits));
}
