import { randomBytes } from 'node:crypto';
import { refuseUnless } from '@vieraugen/shared/bytes';
import type { JournalHead } from '@vieraugen/shared/journal';
import type { Module, PrivateKey, Session } from 'graphene-pk11';
import { chainSignature, checkedP256Signature, signDigest } from './ecdsa.ts';
import { readJournalHead, writeJournalHead } from './journal-head.ts';
import {
  chainKeyIds,
  chainKeyKind,
  demandSamePoint,
  findPrivateKey,
  findPublicPoint,
  generateKeyPair,
} from './keys.ts';
import { openAsUser, type TokenSession } from './token-session.ts';
import { STATION_KEY } from './vault-token.ts';

/** A key for chains in the vault's token: CKA_ID (16 random bytes) and public key (secp256k1, compressed). */
export type ChainKey = { readonly id: Uint8Array; readonly publicKey: Uint8Array };

/** The vault's token while a quorum of officers has it open. Key handles are kept for as long as the session lives. */
export class VaultSession {
  readonly #session: TokenSession;
  readonly #stationKey: PrivateKey;
  readonly #chainKeys = new Map<string, PrivateKey>();
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
   * Signs a digest of a chain; answers r || s || recovery bit (65 bytes), low-s, checked against the registered public key
   * before it is released. Refuses with DIGEST_LENGTH, KEY_MISSING, KEY_DIFFERS, KEY_TEMPLATE_WRONG or
   * SIGNATURE_SELF_CHECK_FAILED.
   */
  signWithChainKey(key: ChainKey, digest: Uint8Array): Uint8Array {
    const signature = this.#session.run((session) => signDigest(session, this.#chainKey(session, key), digest));
    return chainSignature(digest, signature, key.publicKey);
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
    this.#chainKeys.clear();
    this.#session.close();
  }

  /** A key is searched and checked at its first use: a batch then costs one call to the HSM for each signature. */
  #chainKey(session: Session, key: ChainKey): PrivateKey {
    const name = Buffer.from(key.id).toString('hex');
    const known = this.#chainKeys.get(name);
    if (known) return known;
    refuseUnless(key.id.length === 16, 'KEY_MISSING', 'This is not the id of a chain key.');
    demandSamePoint(findPublicPoint(session, chainKeyKind(key.id)), key.publicKey);
    const handle = findPrivateKey(session, chainKeyKind(key.id));
    this.#chainKeys.set(name, handle);
    return handle;
  }
}
