import { randomBytes } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { toHex } from '@vieraugen/shared/bytes';
import { signatureWithRecovery, signingDigest, uncompressedPoint } from '@vieraugen/shared/chains/evm';
import { type EnvelopeSigner, keyIdOf } from '@vieraugen/shared/cose';
import { entryHash, type JournalHead } from '@vieraugen/shared/journal';
import {
  type CeremonyKind,
  decodeIntent,
  foundingDigest,
  type KeyManifest,
  keyListDigest,
  keyManifest,
  keyTestDigest,
  type ManifestKey,
  messageDigest,
  type Officer,
  type OfficerApproval,
  officerApprovalDigest,
  openMessage,
  openSelfSignedMessage,
  type PairingAcceptance,
  PROTOCOL_VERSION,
  pairingAcceptance,
  pairingOffer,
  type SigningResponse,
  type SigningResult,
  sealMessage,
  signingRequest,
  signingResponse,
} from '@vieraugen/shared/protocol';

type P256Key = EnvelopeSigner & { readonly secretKey: Uint8Array };
type TestOfficer = Officer & { readonly key: P256Key };
type ChainKey = { readonly manifest: ManifestKey; readonly secretKey: Uint8Array };

/** What a signer answers to one item: signed unless a refusal is given. */
export type ItemAnswer = { readonly code: string; readonly reason: string } | undefined;

/** The offline side with all its keys in software. It signs what it is told to: the coordinator's checks are under test. */
export class TestStation {
  readonly vaultId: Uint8Array = Uint8Array.from(randomBytes(16));
  readonly station: P256Key = p256Key();
  readonly officers: readonly TestOfficer[] = ['Clara', 'Dora', 'Emil'].map(testOfficer);
  readonly quorum = 2;
  readonly keys: ChainKey[] = [];
  identityKey: Uint8Array = new Uint8Array(33);
  policyDigest: Uint8Array = new Uint8Array(32);
  head: JournalHead = { sequence: 0, hash: new Uint8Array(32) };

  /** The answer to an offer. `changes` replaces parts of it before it is signed. */
  accept(offer: Uint8Array, changes: Partial<PairingAcceptance> = {}): Promise<Uint8Array> {
    const opened = openSelfSignedMessage(pairingOffer, offer, (message) => message.identityKey);
    this.identityKey = opened.content.identityKey;
    this.policyDigest = opened.content.policyDigest;
    const officers = this.officers.map(({ officerId, name, publicKey }) => ({ officerId, name, publicKey }));
    const founding = {
      vaultId: this.vaultId,
      offerDigest: messageDigest(offer),
      stationKey: this.station.publicKey,
      officers,
      officerQuorum: this.quorum,
      ...changes,
    };
    const content: PairingAcceptance = {
      ...this.#header(3600),
      ...founding,
      vaultName: 'Test vault',
      approvals: this.approve('founding', foundingDigest(founding)),
      journalHead: this.head,
      ...changes,
    };
    return sealMessage(pairingAcceptance, content, this.station);
  }

  /** Makes keys and the manifest that tells of them. */
  generateKeys(labels: readonly string[], changes: Partial<KeyManifest> = {}): Promise<Uint8Array> {
    const ceremonyId = Uint8Array.from(randomBytes(16));
    for (const label of labels) this.keys.push(chainKey(this.vaultId, ceremonyId, label));
    const keys = this.keys.slice(-labels.length).map((key) => key.manifest);
    const content: KeyManifest = {
      ...this.#header(3600),
      ceremonyId,
      keys,
      approvals: this.approve('key-generation', keyListDigest(ceremonyId, keys)),
      journalHead: this.head,
      ...changes,
    };
    return sealMessage(keyManifest, content, this.station);
  }

  /** Signs every item of a request, but those that `answers` refuses. */
  sign(
    request: Uint8Array,
    options: {
      readonly answers?: readonly ItemAnswer[];
      readonly changes?: Partial<SigningResponse>;
      readonly signer?: EnvelopeSigner;
    } = {},
  ): Promise<Uint8Array> {
    const sender = { vaultId: this.vaultId, publicKey: this.identityKey };
    const opened = openMessage(signingRequest, request, sender);
    const answers = options.answers ?? [];
    const results = opened.content.items.map((item, index): SigningResult => {
      const { withdrawalId, keyId } = decodeIntent(item.intent);
      const refusal = answers[index];
      if (refusal) return { kind: 'refused', withdrawalId, ...refusal };
      return { kind: 'signed', withdrawalId, signature: this.#signTransaction(keyId, item.unsignedTransaction) };
    });
    const refused = results.flatMap((result, index) => (result.kind === 'refused' ? [index] : []));
    const content: SigningResponse = {
      ...this.#header(3600),
      requestDigest: opened.digest,
      results,
      approvals: this.approve('signing', opened.digest, refused),
      journalHead: this.head,
      ...options.changes,
    };
    return sealMessage(signingResponse, content, options.signer ?? this.station);
  }

  /** Approvals of the first officers, as many as the quorum. */
  approve(kind: CeremonyKind, subject: Uint8Array, refusedItems: readonly number[] = []): readonly OfficerApproval[] {
    const digest = officerApprovalDigest(kind, this.vaultId, subject, refusedItems);
    return this.officers.slice(0, this.quorum).map(({ officerId, key }) => ({
      officerId,
      refusedItems,
      signature: p256.sign(digest, key.secretKey, { prehash: false }),
    }));
  }

  #signTransaction(keyId: Uint8Array, unsigned: Uint8Array): Uint8Array {
    const key = this.keys.find(({ manifest }) => toHex(manifest.keyId) === toHex(keyId));
    if (key === undefined) throw new Error('the test station does not have this key');
    return signK1(key.secretKey, signingDigest(unsigned));
  }

  #header(lifetime: number) {
    const sequence = this.head.sequence + 1;
    this.head = { sequence, hash: entryHash(Uint8Array.from([...this.head.hash, sequence & 0xff])) };
    const createdAt = Math.floor(Date.now() / 1000);
    return {
      version: PROTOCOL_VERSION,
      messageId: Uint8Array.from(randomBytes(16)),
      vaultId: this.vaultId,
      createdAt,
      expiresAt: createdAt + lifetime,
      sequence,
      policyDigest: this.policyDigest,
    };
  }
}

function testOfficer(name: string): TestOfficer {
  const key = p256Key();
  return { officerId: Uint8Array.from(randomBytes(16)), name, publicKey: key.publicKey, key };
}

function p256Key(): P256Key {
  const secretKey = p256.utils.randomSecretKey();
  return {
    secretKey,
    publicKey: p256.getPublicKey(secretKey, true),
    signDigest: (digest) => p256.sign(digest, secretKey, { prehash: false }),
  };
}

function chainKey(vaultId: Uint8Array, ceremonyId: Uint8Array, label: string): ChainKey {
  const secretKey = secp256k1.utils.randomSecretKey();
  const publicKey = secp256k1.getPublicKey(secretKey, true);
  const proof = signK1(secretKey, keyTestDigest(vaultId, ceremonyId, publicKey));
  const keyId = keyIdOf(uncompressedPoint(publicKey));
  return { secretKey, manifest: { keyId, family: 'eip155', publicKey, label, proof } };
}

function signK1(secretKey: Uint8Array, digest: Uint8Array): Uint8Array {
  const signature = secp256k1.sign(digest, secretKey, { prehash: false });
  return signatureWithRecovery(digest, signature, secp256k1.getPublicKey(secretKey, true));
}

/** A message's bytes in the form in which the API takes them. */
export function asScanned(bytes: Uint8Array): { readonly message: string } {
  return { message: Buffer.from(bytes).toString('base64url') };
}

/** Bytes of a base64url member of an answer. */
export function messageOf(body: Readonly<Record<string, unknown>>): Uint8Array {
  return Uint8Array.from(Buffer.from(String(body.message), 'base64url'));
}
