import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chainSignature, signDigest } from '../ecdsa.ts';
import { openHsm } from '../hsm.ts';
import type { ChainKey, Hsm, VaultSession } from '../index.ts';
import { chainKeyKind, findPrivateKey, type KeyKind } from '../keys.ts';
import { closeModule, openModule } from '../open-module.ts';
import { loadRecoverKey } from '../recover-key.ts';
import { openLanes, signInLanes } from '../signing-lanes.ts';
import { openAsUser, type TokenSession } from '../token-session.ts';
import { STATION_KEY } from '../vault-token.ts';
import { createSoftHsm, type SoftHsm } from './softhsm.ts';

/**
 * A vault with one chain key in a SoftHSM of its own, opened layer by layer: the bench measures each beside a loop in C on the
 * same token. One layer at a time: the login is the program's.
 */
export type BenchVault = {
  readonly softHsm: Pick<SoftHsm, 'module' | 'configuration'>;
  readonly serial: string;
  readonly pin: string;
  readonly chainKey: ChainKey;
  readonly stationKeyId: Uint8Array;
  /** One session and one key; nothing is checked. */
  withOneSession(
    key: 'chain' | 'station',
    use: (sign: (digest: Uint8Array) => Uint8Array) => Promise<void>,
  ): Promise<void>;
  /** The sessions of a batch with the chain key; nothing is checked. */
  withAllSessions(use: (sign: (digests: readonly Uint8Array[]) => Promise<unknown>) => Promise<void>): Promise<void>;
  /** What a ceremony signs with. */
  withVault(use: (session: VaultSession) => Promise<void>): Promise<void>;
  remove(): void;
};

export function createBenchVault(): BenchVault {
  const folder = mkdtempSync(join(tmpdir(), 'vieraugen-bench-hsm-'));
  const softHsm = createSoftHsm(folder);
  process.env.SOFTHSM2_CONF = softHsm.configuration;
  const config = { module: softHsm.module, sha256: softHsm.sha256, production: false };
  const { serial, userPin, chainKey } = found(openHsm(config));
  const withSession = async (use: (session: TokenSession) => Promise<void>) => {
    const { module } = openModule(config);
    const session = openAsUser(module, serial, userPin);
    try {
      await use(session);
    } finally {
      session.close();
      closeModule(module);
    }
  };
  return {
    softHsm,
    serial,
    pin: Buffer.from(userPin).toString('utf8'),
    chainKey,
    stationKeyId: STATION_KEY.id,
    withOneSession: (key, use) =>
      withSession((session) => use(rawSigner(session, key === 'chain' ? chainKeyKind(chainKey.id) : STATION_KEY))),
    withAllSessions: (use) =>
      withSession(async (session) => {
        const lanes = openLanes(session, [], Number.POSITIVE_INFINITY);
        await use((digests) =>
          signInLanes(
            lanes,
            digests.map((digest) => ({ key: chainKey, digest })),
            (_order, signature) => signature,
          ),
        );
        for (const lane of lanes.slice(1)) lane.close();
      }),
    withVault: async (use) => {
      const hsm = openHsm(config);
      const session = hsm.unlockVault(serial, userPin);
      await use(session);
      session.close();
      hsm.close();
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The check that each chain signature passes before it is released: it throws unless the key made the signature. */
export async function loadSignatureCheck(): Promise<
  (digest: Uint8Array, signature: Uint8Array, publicKey: Uint8Array) => Uint8Array
> {
  const recover = await loadRecoverKey();
  return (digest, signature, publicKey) => chainSignature(digest, signature, publicKey, recover);
}

function found(hsm: Hsm): { serial: string; userPin: Uint8Array; chainKey: ChainKey } {
  const empty = hsm.listTokens().find(({ initialised }) => !initialised);
  if (!empty) throw new Error('SoftHSM has no empty token');
  const { serial, userPin } = hsm.initialiseVault(empty.serial, 'bench');
  const session = hsm.unlockVault(serial, userPin);
  const chainKey = session.generateChainKey('bench');
  session.close();
  hsm.close();
  return { serial, userPin, chainKey };
}

function rawSigner(session: TokenSession, kind: KeyKind): (digest: Uint8Array) => Uint8Array {
  const key = session.run((open) => findPrivateKey(open, kind));
  return (digest) => session.run((open) => signDigest(open, key, digest));
}
