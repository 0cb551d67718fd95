import { randomBytes } from 'node:crypto';
import type { JournalHead } from '@vieraugen/shared/journal';
import type { Module, PrivateKey } from 'graphene-pk11';
import { chainSignature, checkedP256Signature, signDigest } from './ecdsa.ts';
import { readJournalHead, writeJournalHead } from './journal-head.ts';
import { chainKeyIds, chainKeyKind, findPrivateKey, findPublicPoint, generateKeyPair } from './keys.ts';
import { loadRecoverKey } from './recover-key.ts';
import { type ChainKey, openLanes, type SigningLane, type SigningOrder, signInLanes } from './signing-lanes.ts';
import { openAsUser, type TokenSession } from './token-session.ts';
import { STATION_KEY } from './vault-token.ts';

/** The vault's token while a quorum of officers has it open. Sessions and key handles are kept for as long as it is. */
export class VaultSession {
  readonly #session: TokenSession;
  readonly #stationKey: PrivateKey;
  #lanes: readonly SigningLane[] = [];
  readonly stationPublicKey: Uint8Array;

  /**
   * Logs in with the PIN that the officers' shares made. Refuses as openAsUser does, or with KEY_MISSING, KEY_AMBIGUOUS or
   * KEY_TEMPLATE_WRONG when the station key is not as it was made.
   */
  constructor(module: Module, serial: string, pin: Uint8Array) {
    this.#session = openAsUser(module, serial, pin);
    try {
      this.#stationKey = this.#session.run((session) => findPrivateKey(session, STATION_KEY));
      this.stationPublicKey = this.#session.run((session) => findPublicPoint(session, STATION_KEY));
    } catch (error) {
      this.#session.close();
      throw error;
    }
  }

  /** Signs a SHA-256 digest with the station key; answers r || s. Refuses with SIGNATURE_SELF_CHECK_FAILED. */
  signAsStation(digest: Uint8Array): Uint8Array {
    const signature = this.#session.run((session) => signDigest(session, this.#stationKey, digest));
    return checkedP256Signature(digest, signature, this.stationPublicKey);
  }

  /**
   * Makes a key for chains: it can only sign, and only the trusted backup key can ever wrap it. A crash before the journal
   * names the key leaves a key that nobody pays to.
   */
  generateChainKey(label: string): ChainKey {
    const id = Uint8Array.from(randomBytes(16));
    return { id, publicKey: this.#session.run((session) => generateKeyPair(session, chainKeyKind(id), label)) };
  }

  /** Every chain key in the token, its protection checked. Refuses with KEY_AMBIGUOUS or KEY_TEMPLATE_WRONG. */
  listChainKeys(): readonly ChainKey[] {
    const keys = this.#session.run((session) =>
      chainKeyIds(session).map((id) => {
        findPrivateKey(session, chainKeyKind(id));
        return { id, publicKey: findPublicPoint(session, chainKeyKind(id)) };
      }),
    );
    this.#session.demandPresent();
    return keys;
  }

  /**
   * Signs digests of chains; answers r || s || recovery bit (65 bytes), low-s, in the order of the orders, each checked against
   * the registered public key before any is released. All or none: the first that fails refuses the batch.
   *
   * The HSM works on several at once, and each answer is checked while the HSM makes the next ones. Refuses with
   * DIGEST_LENGTH, KEY_MISSING, KEY_DIFFERS, KEY_TEMPLATE_WRONG or SIGNATURE_SELF_CHECK_FAILED.
   */
  async signWithChainKeys(orders: readonly SigningOrder[]): Promise<readonly Uint8Array[]> {
    const recover = await loadRecoverKey();
    this.#lanes = openLanes(this.#session, this.#lanes, orders.length);
    return signInLanes(this.#lanes, orders, ({ key, digest }, signature) =>
      chainSignature(digest, signature, key.publicKey, recover),
    );
  }

  /** What the token remembers of the journal; undefined before the first entry. Refuses with JOURNAL_HEAD_*. */
  readJournalHead(): JournalHead | undefined {
    const head = this.#session.run(readJournalHead);
    this.#session.demandPresent();
    return head;
  }

  /** Refuses with JOURNAL_HEAD_GOES_BACK. */
  writeJournalHead(head: JournalHead): void {
    this.#session.run((session) => writeJournalHead(session, head));
  }

  close(): void {
    // The first lane is the session itself, whose end ends the login of all.
    for (const lane of this.#lanes.slice(1)) lane.close();
    this.#lanes = [];
    this.#session.close();
  }
}
