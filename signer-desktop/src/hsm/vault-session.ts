import { randomBytes } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { refuseUnless } from '@vieraugen/shared/bytes';
import { signatureWithRecovery } from '@vieraugen/shared/chains/evm';
import type { JournalHead } from '@vieraugen/shared/journal';
import type { Module, PrivateKey, Session } from 'graphene-pk11';
import { onHsm } from './hsm-error.ts';
import { readJournalHead, writeJournalHead } from './journal-head.ts';
import { demandSamePoint, findPrivateKey, findPublicPoint, generateKeyPair } from './keys.ts';
import { closeSession, openAsUser } from './tokens.ts';
import { STATION_KEY_ID } from './vault-token.ts';

/** A key for chains in the vault's token: CKA_ID (16 random bytes) and public key (secp256k1, compressed). */
export type ChainKey = { readonly id: Uint8Array; readonly publicKey: Uint8Array };

/** The vault's token while a quorum of officers has it open. Key handles are kept for as long as the session lives. */
export class VaultSession {
  readonly #session: Session;
  readonly #handles = new Map<string, PrivateKey>();
  readonly stationPublicKey: Uint8Array;

  /** Logs in with the PIN that the officers' shares made. Refuses as openAsUser does. */
  constructor(module: Module, serial: string, pin: Uint8Array) {
    this.#session = openAsUser(module, serial, pin);
    this.stationPublicKey = onHsm(() => findPublicPoint(this.#session, STATION_KEY_ID, 'p256'));
  }

  /** Signs a SHA-256 digest with the station key; answers r || s. */
  signAsStation(digest: Uint8Array): Uint8Array {
    const signature = this.#sign(STATION_KEY_ID, digest);
    refuseUnless(
      p256.verify(signature, digest, this.stationPublicKey, { prehash: false, lowS: false }),
      'SIGNATURE_SELF_CHECK_FAILED',
      'The HSM made a signature that does not verify. Nothing was released. Run the doctor.',
    );
    return signature;
  }

  /** Makes a key for chains: it can only sign, and only the trusted backup key can ever wrap it. */
  generateChainKey(label: string): ChainKey {
    const id = Uint8Array.from(randomBytes(16));
    const publicKey = onHsm(() =>
      generateKeyPair(this.#session, { curve: 'secp256k1', label, id, use: 'sign', backedUp: true }),
    );
    return { id, publicKey };
  }

  /**
   * Signs a digest of a chain; answers r || s || recovery bit (65 bytes), low-s, checked against the registered public key
   * before it is released. Refuses with KEY_MISSING, KEY_DIFFERS or SIGNATURE_WRONG_KEY.
   */
  signWithChainKey(key: ChainKey, digest: Uint8Array): Uint8Array {
    onHsm(() => demandSamePoint(findPublicPoint(this.#session, key.id, 'secp256k1'), key.publicKey));
    return signatureWithRecovery(digest, this.#sign(key.id, digest), key.publicKey);
  }

  /** What the token remembers of the journal; undefined before the first entry. */
  readJournalHead(): JournalHead | undefined {
    return onHsm(() => readJournalHead(this.#session));
  }

  writeJournalHead(head: JournalHead): void {
    onHsm(() => writeJournalHead(this.#session, head));
  }

  close(): void {
    this.#handles.clear();
    closeSession(this.#session);
  }

  #sign(id: Uint8Array, digest: Uint8Array): Uint8Array {
    return onHsm(() => Uint8Array.from(this.#session.createSign('ECDSA', this.#handle(id)).once(Buffer.from(digest))));
  }

  #handle(id: Uint8Array): PrivateKey {
    const name = Buffer.from(id).toString('hex');
    const known = this.#handles.get(name) ?? findPrivateKey(this.#session, id);
    this.#handles.set(name, known);
    return known;
  }
}
