import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toHex } from '@vieraugen/shared/bytes';
import { addressOfPublicKey, attachSignature } from '@vieraugen/shared/chains/evm';
import { decodeIntent, openMessage, type SigningItem, signingResponse } from '@vieraugen/shared/protocol';
import { TestCoordinator } from '@vieraugen/shared/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSoftHsm } from '../hsm/testing/softhsm.ts';
import { verifyJournalFile } from './journal/journal.ts';
import { openJournalDisk } from './journal/journal-file.ts';
import type { StationState } from './journal/station-state.ts';
import { prepareTokens } from './testing/test-station.ts';

/*
 * kill -9 between any two writes: each ceremony is held again and again on copies of one station, dying at the first fault
 * point, then at the second, and so on; after each death the station is started again and the ceremony held to its end.
 */

const CHILD = fileURLToPath(new URL('testing/crash-child.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'vier-crash-'));
const coordinator = new TestCoordinator();
const now = Math.floor(Date.now() / 1000);

/** Stations as they are before each ceremony. */
const before = {
  found: join(root, 'found'),
  pair: join(root, 'pair'),
  keys: join(root, 'keys'),
  sign: join(root, 'sign'),
};
let items: readonly SigningItem[] = [];
let request: Uint8Array;

type Ceremony = keyof typeof before;
type Run = { readonly killed: boolean; readonly points: readonly string[]; readonly released: string | undefined };

beforeAll(async () => {
  prepareTokens(before.found);
  takeOver(before.found, before.pair);
  expect(run(before.pair, 'found', 0).released).toBe('');
  writeFileSync(join(before.pair, 'offer.cbor'), await coordinator.offer(now));
  takeOver(before.pair, before.keys);
  run(before.keys, 'pair', 0);
  takeOver(before.keys, before.sign);
  run(before.sign, 'keys', 0);
  const { vault, keys } = stateOf(before.sign);
  const source = { vaultId: vault?.vaultId ?? new Uint8Array(16), keyId: keys[0]?.keyId ?? new Uint8Array(16) };
  items = [coordinator.item(now, source), coordinator.item(now, source)];
  request = await coordinator.request(now, source.vaultId, items);
  writeFileSync(join(before.sign, 'request.cbor'), request);
});

/** Copies a station; SoftHSM's configuration names its folder, so it is written anew. */
function takeOver(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  const { module, sha256 } = createSoftHsm(join(to, 'softhsm'));
  writeFileSync(join(to, 'softhsm.json'), JSON.stringify({ module, sha256 }));
}

function run(folder: string, ceremony: Ceremony, fatal: number): Run {
  const { configuration } = createSoftHsm(join(folder, 'softhsm'));
  const child = spawnSync(process.execPath, [CHILD, folder, ceremony, String(fatal)], {
    env: { ...process.env, SOFTHSM2_CONF: configuration },
    encoding: 'utf8',
  });
  if (child.signal !== 'SIGKILL' && child.status !== 0) throw new Error(child.stderr);
  const lines = child.stdout.trim().split('\n');
  const last = lines.at(-1) ?? '';
  const released = last.startsWith('released') ? last.slice('released '.length) : undefined;
  return { killed: child.signal === 'SIGKILL', points: lines, released };
}

function stateOf(folder: string): StationState {
  return verifyJournalFile(openJournalDisk(join(folder, 'data', 'journal.log'))).state;
}

/** Dies at each point in turn; after each death `check` looks at the station, then the ceremony is held to its end. */
function dieEverywhere(
  ceremony: Ceremony,
  check: (folder: string, point: string) => void,
  atEnd: (folder: string, end: Run) => void,
): number {
  for (let fatal = 1; ; fatal += 1) {
    const folder = join(root, `${ceremony}-${fatal}`);
    takeOver(before[ceremony], folder);
    const crashed = run(folder, ceremony, fatal);
    if (!crashed.killed) return fatal - 1;
    check(folder, crashed.points.at(-1) ?? '');
    if (ceremony === 'found' && stateOf(folder).vault) continue;
    const end = run(folder, ceremony, 0);
    expect(end.killed).toBe(false);
    atEnd(folder, end);
  }
}

const TIMEOUT = 240_000;

describe('kill -9 between any two writes', () => {
  it(
    'of the founding leaves no vault or a whole one, and founding again works',
    () => {
      const points = dieEverywhere(
        'found',
        (folder, point) => expect(stateOf(folder).vault !== undefined).toBe(isWritten(point)),
        (folder) => expect(stateOf(folder).vault?.officers).toHaveLength(3),
      );
      expect(points).toBeGreaterThan(6);
    },
    TIMEOUT,
  );

  it(
    'of the pairing leaves it undone or done, and the same offer is answered in the end',
    () => {
      const points = dieEverywhere(
        'pair',
        (folder) => expect([1, 2, 3]).toContain(stateOf(folder).head.sequence),
        (folder, { released }) => {
          const { entries, pairing } = stateOf(folder);
          expect(pairing?.coordinatorName).toBe('Test Custody');
          expect(toHex(entries.at(-1)?.message ?? new Uint8Array(0))).toBe(released);
          expect(entries.filter((entry) => entry.type === 'pairing-completed')).toHaveLength(1);
        },
      );
      expect(points).toBeGreaterThan(5);
    },
    TIMEOUT,
  );

  it(
    'of the key generation leaves no key or announced ones',
    () => {
      dieEverywhere(
        'keys',
        (folder) => expect(stateOf(folder).keys.length === 1).toBe(stateOf(folder).head.sequence === 5),
        (folder) => expect(stateOf(folder).keys.length).toBeGreaterThan(0),
      );
    },
    TIMEOUT,
  );

  it(
    'of the signing releases one answer, and signs each withdrawal at most once',
    () => {
      dieEverywhere(
        'sign',
        (folder) => expect([5, 6, 7]).toContain(stateOf(folder).head.sequence),
        (folder, { released }) => {
          const state = stateOf(folder);
          const answers = state.entries.filter((entry) => entry.type === 'signing-completed');
          expect(answers).toHaveLength(1);
          expect(toHex(answers[0]?.message ?? new Uint8Array(0))).toBe(released);
          for (const { intent } of items) {
            expect(state.withdrawals.get(toHex(decodeIntent(intent).withdrawalId))?.signed).toBe(true);
          }
          checkResponse(state, Uint8Array.from(Buffer.from(released ?? '', 'hex')));
          // The same request again: the same bytes, and nothing new in the journal.
          const journal = readFileSync(join(folder, 'data', 'journal.log'));
          expect(run(folder, 'sign', 0).released).toBe(released);
          expect(readFileSync(join(folder, 'data', 'journal.log'))).toEqual(journal);
        },
      );
    },
    TIMEOUT,
  );
});

it('the signing writes, remembers and only then signs; writes and remembers again, and only then releases', () => {
  const folder = join(root, 'sign-in-order');
  takeOver(before.sign, folder);
  const { points } = run(folder, 'sign', 0);
  const written = ['in the middle of append', 'after append', 'after writeJournalHead'];
  expect(
    points.slice(points.indexOf('after unlockVault')).map((point) => point.replace(/^released .*/, 'released')),
  ).toEqual(['after unlockVault', ...written, 'after signWithChainKeys', ...written, 'released']);
});

/** After the append of the first entry, or later. */
function isWritten(point: string): boolean {
  return point === 'after append' || point.endsWith('writeJournalHead');
}

function checkResponse({ vault, keys }: StationState, bytes: Uint8Array): void {
  if (!vault) throw new Error('no vault');
  const response = openMessage(signingResponse, bytes, { vaultId: vault.vaultId, publicKey: vault.stationKey }).content;
  for (const [index, result] of response.results.entries()) {
    const transaction = items[index]?.unsignedTransaction ?? new Uint8Array(0);
    if (result.kind !== 'signed') throw new Error(result.code);
    attachSignature(transaction, result.signature, addressOfPublicKey(keys[0]?.publicKey ?? new Uint8Array(0)));
  }
}
