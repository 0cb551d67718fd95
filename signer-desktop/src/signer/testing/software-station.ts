import { secp256k1 } from '@noble/curves/secp256k1.js';
import { signatureWithRecovery, signingDigest, uncompressedPoint } from '@vieraugen/shared/chains/evm';
import { type EnvelopeSigner, keyIdOf } from '@vieraugen/shared/cose';
import type { JournalHead } from '@vieraugen/shared/journal';
import {
  messageDigest,
  PROTOCOL_VERSION,
  type SigningItem,
  type SigningResult,
  sealMessage,
  signingResponse,
} from '@vieraugen/shared/protocol';
import { createP256Signer, randomId, TestCoordinator, type TestSource } from '@vieraugen/shared/testing';
import type { EnrolledOfficer, GeneratedKey, RefusedItem } from '../journal/entry-bodies.ts';
import { Journal, type JournalKeeper } from '../journal/journal.ts';
import type { JournalDisk } from '../journal/journal-file.ts';

/** A disk in memory. */
export class MemoryDisk implements JournalDisk {
  bytes: Uint8Array;

  constructor(bytes: Uint8Array = new Uint8Array(0)) {
    this.bytes = bytes;
  }

  read(): Uint8Array {
    return this.bytes;
  }

  append(offset: number, bytes: Uint8Array): void {
    if (offset !== this.bytes.length) throw new Error('not at the end');
    this.bytes = Uint8Array.from([...this.bytes, ...bytes]);
  }

  cut(length: number): void {
    this.bytes = this.bytes.slice(0, length);
  }
}

/** What an unlocked vault is to the journal, in software. */
export class SoftwareKeeper implements JournalKeeper {
  readonly station: EnvelopeSigner = createP256Signer();
  head: JournalHead | undefined;

  get stationPublicKey(): Uint8Array {
    return this.station.publicKey;
  }

  signAsStation(digest: Uint8Array): Uint8Array {
    return this.station.signDigest(digest) as Uint8Array;
  }

  readJournalHead(): JournalHead | undefined {
    return this.head;
  }

  writeJournalHead(head: JournalHead): void {
    this.head = head;
  }
}

/** A key of the vault, its secret in software. */
export type SoftwareKey = GeneratedKey & { readonly secretKey: Uint8Array };

/** A station that was founded, paired and given two keys, with a journal that is real but for its disk and its keys. */
export class SoftwareStation {
  readonly disk = new MemoryDisk();
  readonly keeper = new SoftwareKeeper();
  readonly vaultId: Uint8Array = randomId();
  readonly keys: readonly [SoftwareKey, SoftwareKey] = [softwareKey('Cold 1'), softwareKey('Cold 2')];
  readonly journal: Journal;
  readonly coordinator: TestCoordinator;

  private constructor(coordinator: TestCoordinator) {
    this.coordinator = coordinator;
    this.journal = Journal.open(this.disk);
  }

  static async create(now: number, coordinator: TestCoordinator = new TestCoordinator()): Promise<SoftwareStation> {
    const station = new SoftwareStation(coordinator);
    await station.#begin(now);
    return station;
  }

  /** The first key, as the source of payments. */
  get source(): TestSource {
    return { vaultId: this.vaultId, keyId: this.keys[0].keyId };
  }

  /** Writes what an approved ceremony writes before anything is signed. */
  approve(at: number, request: Uint8Array, refused: readonly RefusedItem[] = []): void {
    const body = { request, refused, approvals: [approval()], transcript: '{}' };
    this.journal.append({ type: 'signing-approved', body }, at, this.keeper);
  }

  /** Writes the answer to the request that was approved last. */
  async complete(at: number, request: Uint8Array, results: readonly SigningResult[]): Promise<Uint8Array> {
    const { head } = this.journal.state;
    const header = {
      version: PROTOCOL_VERSION,
      messageId: randomId(),
      vaultId: this.vaultId,
      sequence: head.sequence + 1,
    };
    const message = await sealMessage(
      signingResponse,
      {
        ...header,
        createdAt: at,
        expiresAt: at + 3600,
        policyDigest: new Uint8Array(32),
        requestDigest: messageDigest(request),
        results,
        approvals: [approval()],
        journalHead: head,
      },
      this.keeper.station,
    );
    this.journal.append({ type: 'signing-completed', body: { message } }, at, this.keeper);
    return message;
  }

  /** Signs every item of a request, as a whole ceremony would. */
  async sign(
    at: number,
    request: Uint8Array,
    items: readonly SigningItem[],
    ids: readonly Uint8Array[],
  ): Promise<Uint8Array> {
    this.approve(at, request);
    const results = items.map(({ unsignedTransaction }, index): SigningResult => {
      const signature = signTransaction(this.keys[0], unsignedTransaction);
      return { kind: 'signed', withdrawalId: ids[index] ?? new Uint8Array(16), signature };
    });
    return this.complete(at, request, results);
  }

  async #begin(now: number): Promise<void> {
    const { journal, keeper, vaultId } = this;
    const stationKey = keeper.stationPublicKey;
    const founded = {
      vaultId,
      vaultName: 'Software vault',
      tokenSerial: 'v',
      tokenLabel: 'vault',
      stationKey,
      quorum: 2,
    };
    const officers = [officer('Olga'), officer('Oskar')];
    journal.append({ type: 'vault-founded', body: { ...founded, officers, transcript: '{}' } }, now, keeper);

    const offer = await this.coordinator.offer(now);
    const approved = { offer, approvals: [approval()], transcript: '{}' };
    journal.append({ type: 'pairing-approved', body: approved }, now, keeper);
    journal.append({ type: 'pairing-completed', body: { message: Uint8Array.of(1) } }, now, keeper);

    const keys = this.keys.map(({ secretKey: _, ...key }) => key);
    const generated = { ceremonyId: randomId(), keys, approvals: [approval()], transcript: '{}' };
    journal.append({ type: 'key-generation-approved', body: generated }, now, keeper);
    journal.append({ type: 'key-generation-completed', body: { message: Uint8Array.of(2) } }, now, keeper);
  }
}

function softwareKey(label: string): SoftwareKey {
  const secretKey = secp256k1.utils.randomSecretKey();
  const publicKey = secp256k1.getPublicKey(secretKey, true);
  const keyId = keyIdOf(uncompressedPoint(publicKey));
  return { tokenKeyId: randomId(), keyId, family: 'eip155', publicKey, label, proof: new Uint8Array(65), secretKey };
}

function signTransaction(key: SoftwareKey, transaction: Uint8Array): Uint8Array {
  const digest = signingDigest(transaction);
  return signatureWithRecovery(digest, secp256k1.sign(digest, key.secretKey, { prehash: false }), key.publicKey);
}

/** Its signatures are checked where approvals come in, not in the journal, which the station signs as a whole. */
function approval() {
  return { officerId: randomId(), refusedItems: [], signature: new Uint8Array(64) };
}

function officer(name: string): EnrolledOfficer {
  const share = { ephemeralPublicKey: new Uint8Array(65), nonce: new Uint8Array(12), ciphertext: new Uint8Array(32) };
  const token = { tokenSerial: name, tokenLabel: name };
  const { publicKey } = createP256Signer();
  return { officerId: randomId(), name, publicKey, ...token, userShare: share, securityOfficerShare: share };
}
