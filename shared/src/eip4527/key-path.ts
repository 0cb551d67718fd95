import { Refusal, refuseUnless } from '../bytes/index.ts';
import { at, type CborValue, type Field, optional, type RecordField, record, uintUpTo } from '../cbor/index.ts';

/** One step from a key to its child (BIP-32). */
export type PathStep = { readonly index: number; readonly hardened: boolean };

/** A step as it travels: `undefined` stands for any child (`*`). */
export type WireStep = { readonly index: number | undefined; readonly hardened: boolean };

/** `crypto-keypath` (BCR-2020-007, first version). */
export type KeyPath = {
  readonly steps: readonly WireStep[];
  /** The first 4 bytes of the master key's identifier (BIP-32), as a number. */
  readonly sourceFingerprint: number | undefined;
  readonly depth: number | undefined;
};

/** More than any wallet uses; BIP-44 has five. */
export const MAX_STEPS = 10;
const MAX_INDEX = 2 ** 31 - 1;

/** `[44, true, 60, true, ...]`: index and whether it is hardened, in turns; an empty list for any child. */
const stepsField: Field<readonly WireStep[]> = {
  describe: `[0*${MAX_STEPS} (uint31 / [], bool)]`,
  encode: (steps) => steps.flatMap(({ index, hardened }): CborValue[] => [index ?? [], hardened]),
  decode(value, path) {
    const expected = new Refusal('MESSAGE_FIELD_INVALID', `The field ${path} is not a list of derivation steps.`);
    if (!Array.isArray(value) || value.length % 2 !== 0 || value.length > 2 * MAX_STEPS) throw expected;
    const steps: WireStep[] = [];
    for (let i = 0; i < value.length; i += 2) {
      const index: unknown = value[i];
      const hardened: unknown = value[i + 1];
      const isAny = Array.isArray(index) && index.length === 0;
      if (typeof hardened !== 'boolean' || !(isAny || isIndex(index))) throw expected;
      steps.push({ index: isIndex(index) ? index : undefined, hardened });
    }
    return steps;
  },
};

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= MAX_INDEX;
}

/** {@link KeyPath} on the wire. */
export const keyPathField: RecordField<KeyPath> = record<KeyPath>('crypto-keypath', {
  steps: at(1, stepsField),
  sourceFingerprint: at(2, optional(uintUpTo(2 ** 32 - 1))),
  depth: at(3, optional(uintUpTo(255))),
});

/** Which key of which device: every step named, from the master key with this fingerprint. */
export type KeyOrigin = {
  readonly path: readonly PathStep[];
  /** 4 bytes. */
  readonly fingerprint: Uint8Array;
};

/**
 * The origin in a key path. Refuses a step that stands for any child (DERIVATION_WILDCARD), a depth that is not the number of
 * steps (DERIVATION_DEPTH), and a path from nobody knows where (FINGERPRINT_MISSING).
 */
export function originOf({ steps, sourceFingerprint, depth }: KeyPath): KeyOrigin {
  const path = steps.map(({ index, hardened }) => {
    if (index !== undefined) return { index, hardened };
    throw new Refusal(
      'DERIVATION_WILDCARD',
      'This path names no single key. Show the key of one account on the device.',
    );
  });
  refuseUnless(
    depth === undefined || depth === path.length,
    'DERIVATION_DEPTH',
    'This key is said to be at another depth than its path leads to. Do not use it.',
  );
  const number = sourceFingerprint ?? 0;
  refuseUnless(
    number !== 0,
    'FINGERPRINT_MISSING',
    'The fingerprint of the device’s master key is missing: the device would not know which of its keys is meant.',
  );
  return { path, fingerprint: Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number) };
}

/** The way in which an origin travels. The device's own software writes no depth, so neither do we. */
export function keyPathOf({ path, fingerprint }: KeyOrigin): KeyPath {
  const sourceFingerprint = fingerprint.reduce((number, byte) => number * 256 + byte, 0);
  return { steps: path, sourceFingerprint, depth: undefined };
}

/** `m/44'/60'/0'/0/0` (BIP-32). */
export function formatPath(path: readonly PathStep[]): string {
  return ['m', ...path.map(({ index, hardened }) => `${index}${hardened ? "'" : ''}`)].join('/');
}

/** The path in a text of {@link formatPath}'s form, at most 10 steps. Refuses anything else: DERIVATION_PATH_INVALID. */
export function parsePath(text: string): readonly PathStep[] {
  const [root, ...steps] = text.split('/', MAX_STEPS + 2);
  const path = steps.map((step) => {
    const match = /^(0|[1-9][0-9]{0,9})('?)$/.exec(step);
    return { index: Number(match?.[1] ?? Number.NaN), hardened: match?.[2] === "'" };
  });
  refuseUnless(
    root === 'm' && path.length >= 1 && path.length <= MAX_STEPS && path.every(({ index }) => isIndex(index)),
    'DERIVATION_PATH_INVALID',
    "This is not a derivation path such as m/44'/60'/0'/0/0. Copy it from the device.",
  );
  return path;
}
