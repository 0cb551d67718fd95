import { Refusal, refuseUnless, sha256Digest } from '../bytes/index.ts';
import { at, decodeRecord, encodeRecord, type RecordField, record, uintUpTo } from '../cbor/index.ts';
import { type EnvelopeContext, type EnvelopeSigner, openEnvelope, parseEnvelope, sealEnvelope } from '../cose/index.ts';
import { digestField, identifier, PROTOCOL_VERSION, timestamp } from './common-fields.ts';

/** What every message says of itself. */
export type MessageHeader = {
  readonly version: number;
  /** Random; a message is known by it for ever, so that a replay is noticed. */
  readonly messageId: Uint8Array;
  /** Sixteen zero bytes in a pairing-offer, which is made before a vault is known. */
  readonly vaultId: Uint8Array;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Ascending for each sender and vault; 0 in a pairing-offer. */
  readonly sequence: number;
  /** policyDigest of the policy that the sender held when it made the message. */
  readonly policyDigest: Uint8Array;
};

/** The labels of the header; the labels of bodies start at 10. */
const headerProperties = {
  version: at(1, uintUpTo(255)),
  messageId: at(2, identifier),
  vaultId: at(3, identifier),
  createdAt: at(4, timestamp),
  expiresAt: at(5, timestamp),
  sequence: at(6, uintUpTo(Number.MAX_SAFE_INTEGER)),
  policyDigest: at(7, digestField),
};

/** A kind of message: its name, whom it is for, how it is shown in QR codes, its limit, and its schema. */
export type MessageKind<T extends MessageHeader> = {
  readonly type: string;
  readonly direction: EnvelopeContext['direction'];
  /** The Uniform Resource type of its QR codes (BCR-2020-005: `x-` is for types of one's own). */
  readonly urType: string;
  /** The largest envelope in bytes. */
  readonly maxLength: number;
  /** The longest time between createdAt and expiresAt, in seconds. */
  readonly maxLifetime: number;
  readonly field: RecordField<T>;
};

/** A message that was opened: what it says, and the digest of its exact bytes, which is its identity. */
export type OpenedMessage<T> = { readonly content: T; readonly bytes: Uint8Array; readonly digest: Uint8Array };

/** A sender's clock may run ahead of ours by this many seconds. */
const CLOCK_SKEW = 600;

/** The schema of a message: the header's labels and the body's. */
export function messageField<T extends MessageHeader>(
  name: string,
  body: Omit<RecordField<T>['properties'], keyof MessageHeader>,
): RecordField<T> {
  return record<T>(name, { ...headerProperties, ...body } as RecordField<T>['properties']);
}

/** The identity of a message: SHA-256 of its exact envelope bytes. */
export function messageDigest(bytes: Uint8Array): Uint8Array {
  return sha256Digest(bytes);
}

/** Encodes and signs a message. The bytes that it answers are the message from here on; they are never made again. */
export function sealMessage<T extends MessageHeader>(
  kind: MessageKind<T>,
  content: T,
  signer: EnvelopeSigner,
): Promise<Uint8Array> {
  return sealEnvelope(contextOf(kind, content.vaultId), encodeRecord(kind.field, content), signer);
}

/**
 * Opens a message that must come from a known key and vault.
 *
 * Refuses with what openEnvelope and the schema refuse, MESSAGE_VERSION_UNSUPPORTED, MESSAGE_WRONG_VAULT and
 * MESSAGE_LIFETIME_INVALID. Expiry is the caller's next question: {@link checkFresh}.
 */
export function openMessage<T extends MessageHeader>(
  kind: MessageKind<T>,
  bytes: Uint8Array,
  sender: { readonly vaultId: Uint8Array; readonly publicKey: Uint8Array },
): OpenedMessage<T> {
  const payload = openEnvelope(bytes, contextOf(kind, sender.vaultId), sender.publicKey, kind.maxLength);
  const content = decodeContent(kind, payload);
  refuseUnless(
    content.vaultId.every((byte, index) => byte === sender.vaultId[index]),
    'MESSAGE_WRONG_VAULT',
    'This message was made for another vault.',
  );
  return { content, bytes, digest: messageDigest(bytes) };
}

/**
 * Opens a message whose key is inside it, as in pairing, where two people compare its fingerprint words on both screens:
 * only that comparison makes the key trusted. Refuses as {@link openMessage} does.
 */
export function openSelfSignedMessage<T extends MessageHeader>(
  kind: MessageKind<T>,
  bytes: Uint8Array,
  publicKeyOf: (content: T) => Uint8Array,
): OpenedMessage<T> {
  const { type, payload } = parseEnvelope(bytes, kind.maxLength);
  refuseUnless(type === kind.type, 'ENVELOPE_WRONG_TYPE', `This is a ${type}; a ${kind.type} is expected here.`);
  const content = decodeContent(kind, payload);
  openEnvelope(bytes, contextOf(kind, content.vaultId), publicKeyOf(content), kind.maxLength);
  return { content, bytes, digest: messageDigest(bytes) };
}

/** Refuses a message outside its time: MESSAGE_EXPIRED or MESSAGE_FROM_THE_FUTURE. `now` in seconds since the epoch. */
export function checkFresh(header: MessageHeader, now: number): void {
  refuseUnless(
    header.createdAt <= now + CLOCK_SKEW,
    'MESSAGE_FROM_THE_FUTURE',
    'This message was made in the future: the clock of this computer or of the sender is wrong. Set it, then try again.',
  );
  refuseUnless(
    now < header.expiresAt,
    'MESSAGE_EXPIRED',
    'This message has expired. Ask the sender to make a new one, and check the clock of this computer.',
  );
}

function contextOf<T extends MessageHeader>(kind: MessageKind<T>, vaultId: Uint8Array): EnvelopeContext {
  return { type: kind.type, direction: kind.direction, vaultId };
}

function decodeContent<T extends MessageHeader>(kind: MessageKind<T>, payload: Uint8Array): T {
  const content = decodeRecord(kind.field, payload, kind.maxLength);
  if (content.version !== PROTOCOL_VERSION) {
    throw new Refusal(
      'MESSAGE_VERSION_UNSUPPORTED',
      `This message is of protocol version ${content.version}; this program knows version ${PROTOCOL_VERSION}.`,
    );
  }
  const lifetime = content.expiresAt - content.createdAt;
  refuseUnless(
    lifetime > 0 && lifetime <= kind.maxLifetime,
    'MESSAGE_LIFETIME_INVALID',
    `This message claims to be valid for ${lifetime} seconds; 1 to ${kind.maxLifetime} are accepted.`,
  );
  return content;
}
