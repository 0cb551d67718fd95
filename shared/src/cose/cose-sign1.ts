import { p256 } from '@noble/curves/nist.js';
import { equalBytes, Refusal, refuseUnless, sha256Digest } from '../bytes/index.ts';
import { type CborValue, decodeCbor, encodeCbor } from '../cbor/index.ts';

/** RFC 9053, section 2.1: ECDSA with P-256 and SHA-256. The only algorithm of our envelopes. */
const ES256 = -7;
const LABEL_ALGORITHM = 1;
const LABEL_CONTENT_TYPE = 3;
const LABEL_KEY_ID = 4;
const PROTOCOL = 'vieraugen/1';
/** Whatever else stands there is not repeated on a screen or in a log: nobody has signed it yet. */
const MESSAGE_TYPE = /^[a-z][a-z0-9-]{0,39}$/;

/** What an envelope is bound to beside its payload: all of it is signed, none of it is taken from the sender's word. */
export type EnvelopeContext = {
  /** The message type, which is also the COSE content type: `signing-request` and so on. */
  readonly type: string;
  /** Who it is for. A message reflected to its sender does not verify. */
  readonly direction: 'to-signer' | 'to-coordinator';
  /** 16 bytes; empty in a pairing-offer, which is made before a vault is known. */
  readonly vaultId: Uint8Array;
};

/** A P-256 key that signs digests elsewhere: in KMS, or in the HSM. */
export type EnvelopeSigner = {
  /** SEC1 compressed point, 33 bytes. */
  readonly publicKey: Uint8Array;
  /** Signs a SHA-256 digest; answers r || s, 64 bytes. */
  signDigest(digest: Uint8Array): Promise<Uint8Array> | Uint8Array;
};

/** The first 16 bytes of SHA-256 over the uncompressed SEC1 point: how envelopes and manifests name a key. */
export function keyIdOf(uncompressedPoint: Uint8Array): Uint8Array {
  return sha256Digest(uncompressedPoint).slice(0, 16);
}

/** {@link keyIdOf} for a compressed P-256 point. Refuses a point that is not on the curve: PUBLIC_KEY_INVALID. */
export function p256KeyId(publicKey: Uint8Array): Uint8Array {
  return keyIdOf(p256Point(publicKey).toBytes(false));
}

/** Seals a payload in an untagged COSE_Sign1 (RFC 9052, section 4.2). The signature is normalised to low-s. */
export async function sealEnvelope(
  context: EnvelopeContext,
  payload: Uint8Array,
  signer: EnvelopeSigner,
): Promise<Uint8Array> {
  const protectedHeader = encodeProtectedHeader(context.type, p256KeyId(signer.publicKey));
  const digest = signedDigest(context, protectedHeader, payload);
  const signature = toLowS(await signer.signDigest(digest));
  refuseUnless(
    p256.verify(signature, digest, signer.publicKey, { prehash: false }),
    'ENVELOPE_SIGNER_FAULTY',
    'The key that signed this message does not match its public key. Nothing was sent; check the key configuration.',
  );
  return encodeCbor([protectedHeader, new Map(), payload, signature]);
}

/**
 * The payload of an envelope, only if it was made for this context and signed by this key.
 *
 * Refuses with CBOR_*, ENVELOPE_MALFORMED, ENVELOPE_ALGORITHM, ENVELOPE_WRONG_TYPE, ENVELOPE_WRONG_KEY or
 * ENVELOPE_SIGNATURE_INVALID. A signature in its high-s form is refused too, so that a message has one encoding alone.
 */
export function openEnvelope(
  bytes: Uint8Array,
  context: EnvelopeContext,
  publicKey: Uint8Array,
  maxLength: number,
): Uint8Array {
  const envelope = parseEnvelope(bytes, maxLength);
  refuseUnless(
    envelope.type === context.type,
    'ENVELOPE_WRONG_TYPE',
    `This is a ${envelope.type}; a ${context.type} is expected here.`,
  );
  refuseUnless(
    equalBytes(envelope.keyId, p256KeyId(publicKey)),
    'ENVELOPE_WRONG_KEY',
    'This message was signed by a key that is not paired with this system.',
  );
  const digest = signedDigest(context, envelope.protectedHeader, envelope.payload);
  refuseUnless(
    verifies(envelope.signature, digest, publicKey),
    'ENVELOPE_SIGNATURE_INVALID',
    'The signature of this message is wrong: it was changed on its way, or made for another vault.',
  );
  return envelope.payload;
}

/** The parts of an envelope before anything is verified: for messages whose key is inside them, and for error texts. */
export type UnverifiedEnvelope = {
  readonly type: string;
  readonly keyId: Uint8Array;
  readonly payload: Uint8Array;
  readonly protectedHeader: Uint8Array;
  readonly signature: Uint8Array;
};

/** Splits an envelope without verifying it. Refuses with CBOR_*, ENVELOPE_MALFORMED or ENVELOPE_ALGORITHM. */
export function parseEnvelope(bytes: Uint8Array, maxLength: number): UnverifiedEnvelope {
  const parts = decodeCbor(bytes, maxLength);
  const [protectedHeader, unprotected, payload, signature] = Array.isArray(parts) && parts.length === 4 ? parts : [];
  if (
    !(protectedHeader instanceof Uint8Array) ||
    !(unprotected instanceof Map && unprotected.size === 0) ||
    !(payload instanceof Uint8Array) ||
    !(signature instanceof Uint8Array && signature.length === 64)
  ) {
    throw malformed();
  }
  return { ...parseProtectedHeader(protectedHeader), protectedHeader, payload, signature };
}

function parseProtectedHeader(bytes: Uint8Array): { type: string; keyId: Uint8Array } {
  const header: CborValue = decodeCbor(bytes, 128);
  if (!(header instanceof Map) || header.size !== 3) throw malformed();
  const type = header.get(LABEL_CONTENT_TYPE);
  const keyId = header.get(LABEL_KEY_ID);
  if (typeof type !== 'string' || !MESSAGE_TYPE.test(type)) throw malformed();
  if (!(keyId instanceof Uint8Array) || keyId.length !== 16) throw malformed();
  refuseUnless(
    header.get(LABEL_ALGORITHM) === ES256,
    'ENVELOPE_ALGORITHM',
    'This message is signed with an algorithm that is not accepted (only ES256 is).',
  );
  return { type, keyId };
}

function malformed(): Refusal {
  return new Refusal('ENVELOPE_MALFORMED', 'This is not a signed message of this protocol.');
}

function encodeProtectedHeader(type: string, keyId: Uint8Array): Uint8Array {
  return encodeCbor(
    new Map<number, CborValue>([
      [LABEL_ALGORITHM, ES256],
      [LABEL_CONTENT_TYPE, type],
      [LABEL_KEY_ID, keyId],
    ]),
  );
}

/** SHA-256 of the Sig_structure (RFC 9052, section 4.4), with our context as its external_aad. */
function signedDigest(context: EnvelopeContext, protectedHeader: Uint8Array, payload: Uint8Array): Uint8Array {
  const externalAad = encodeCbor([PROTOCOL, context.type, context.direction, context.vaultId]);
  return sha256Digest(sigStructure(protectedHeader, externalAad, payload));
}

/** Sig_structure of a COSE_Sign1 (RFC 9052, section 4.4). */
export function sigStructure(protectedHeader: Uint8Array, externalAad: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeCbor(['Signature1', protectedHeader, externalAad, payload]);
}

function toLowS(signature: Uint8Array): Uint8Array {
  const { r, s } = p256.Signature.fromBytes(signature);
  const order = p256.Point.CURVE().n;
  return s > order / 2n ? new p256.Signature(r, order - s).toBytes() : signature;
}

function verifies(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return p256.verify(signature, digest, publicKey, { prehash: false, lowS: true });
  } catch {
    return false;
  }
}

function p256Point(publicKey: Uint8Array): InstanceType<typeof p256.Point> {
  try {
    return p256.Point.fromBytes(publicKey);
  } catch (cause) {
    throw new Refusal('PUBLIC_KEY_INVALID', 'This public key is not a point of the curve P-256.', { cause });
  }
}
