import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { combineSecret, randomPin, splitSecret } from './split-secret.ts';
import { refusalOf } from './testing/refusal-of.ts';

const vaultId = new Uint8Array(16).fill(1);
const otherVault = new Uint8Array(16).fill(2);
const DO_NOT_MATCH = 'SHAMIR_SHARES_DO_NOT_MATCH';

/** Every choice of shares, as bit masks. */
function choices(shares: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  return Array.from({ length: 2 ** shares.length }, (_, mask) => shares.filter((__, i) => (mask >> i) & 1));
}

test('makes PINs of 32 base32 characters that differ', () => {
  const pins = Array.from({ length: 50 }, () => Buffer.from(randomPin()).toString());
  expect(new Set(pins).size).toBe(50);
  expect(pins.every((pin) => /^[A-Z2-7]{32}$/.test(pin))).toBe(true);
});

test.each([
  [2, 2],
  [2, 3],
  [3, 5],
  [4, 4],
])('any %i of %i shares or more rebuild the secret, and no fewer do', (quorum, count) => {
  const secret = randomPin();
  for (const chosen of choices(splitSecret(secret, vaultId, quorum, count))) {
    if (chosen.length >= quorum) expect(combineSecret(chosen, vaultId)).toEqual(secret);
    else expect(refusalOf(() => combineSecret(chosen, vaultId))).toBe(DO_NOT_MATCH);
  }
});

test('rebuilds secrets whatever their first bytes and their order of shares', () => {
  for (const first of [0, 1, 0x80, 0xff]) {
    const secret = Uint8Array.from([first, 0, ...randomBytes(30)]);
    const shares = splitSecret(secret, vaultId, 2, 3);
    expect(combineSecret(shares.toReversed(), vaultId)).toEqual(secret);
  }
});

test('refuses a share of another vault, of another splitting, or the right shares for another vault', () => {
  const secret = randomPin();
  const [first, second] = splitSecret(secret, vaultId, 2, 3);
  const [, foreign] = splitSecret(randomPin(), otherVault, 2, 3);
  const [, older] = splitSecret(secret, vaultId, 2, 3);
  if (!first || !second || !foreign || !older) throw new Error('no shares');
  expect(refusalOf(() => combineSecret([first, foreign], vaultId))).toBe(DO_NOT_MATCH);
  expect(refusalOf(() => combineSecret([first, older], vaultId))).toBe(DO_NOT_MATCH);
  expect(refusalOf(() => combineSecret([first, second], otherVault))).toBe(DO_NOT_MATCH);
});

test('refuses a share with any character changed', () => {
  const [first, second] = splitSecret(randomPin(), vaultId, 2, 2);
  if (!first || !second) throw new Error('no shares');
  for (let index = 0; index < first.length; index++) {
    const digit = String.fromCharCode(first[index] ?? 0);
    const changed = first.with(index, (digit === '0' ? '1' : '0').charCodeAt(0));
    expect(
      refusalOf(() => combineSecret([changed, second], vaultId)),
      `character ${index}`,
    ).toMatch(/^SHAMIR_/);
  }
});

test('refuses one share given twice', () => {
  const [first, second] = splitSecret(randomPin(), vaultId, 2, 2);
  if (!first || !second) throw new Error('no shares');
  expect(refusalOf(() => combineSecret([first, first], vaultId))).toBe('SHAMIR_SHARE_DOUBLED');
  expect(refusalOf(() => combineSecret([first, second, first], vaultId))).toBe('SHAMIR_SHARE_DOUBLED');
});

test.each(['', '801', `800${'0'.repeat(128)}`, `901${'0'.repeat(128)}`, `801${'z'.repeat(128)}`, '8010'.repeat(2000)])(
  'refuses what is no share at all (%#)',
  (text) => {
    const [share] = splitSecret(randomPin(), vaultId, 2, 2);
    const bytes = Uint8Array.from(Buffer.from(text));
    expect(refusalOf(() => combineSecret([bytes, share ?? bytes], vaultId))).toBe('SHAMIR_SHARE_INVALID');
  },
);

test('refuses a quorum of one, more than there are, more than sixteen, and fractions', () => {
  for (const [quorum, count] of [
    [1, 2],
    [3, 2],
    [2, 17],
    [2.5, 3],
    [2, 2.5],
    [Number.NaN, 3],
  ] as const) {
    expect(refusalOf(() => splitSecret(randomPin(), vaultId, quorum, count))).toBe('QUORUM_INVALID');
  }
});

test('one share rules out no value of any byte of the secret', () => {
  // With coefficients that are never zero, no byte of a share would ever equal the byte of the secret under it.
  let equal = 0;
  for (let round = 0; round < 100; round++) {
    const secret = Uint8Array.from(randomBytes(32));
    const [share] = splitSecret(secret, vaultId, 2, 2);
    const data = Buffer.from(
      Buffer.from(share ?? [])
        .toString()
        .slice(3),
      'hex',
    );
    const under = data.subarray(data.length - 48, data.length - 16);
    equal += secret.filter((byte, i) => byte === under[i]).length;
  }
  // 3200 bytes, one in 256 expected to be equal: 12.5; none at all has a chance of 1 in 270,000.
  expect(equal).toBeGreaterThan(0);
});
