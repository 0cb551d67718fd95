/** What our messages are made of. Integers stay within 53 bits; larger amounts travel as byte strings. */
export type CborValue = number | boolean | string | Uint8Array | readonly CborValue[] | CborMap | CborTagged;

/** A CBOR map: integer labels in our messages, in the order that the encoder chooses. */
export type CborMap = ReadonlyMap<number, CborValue>;

/** A tagged value (RFC 8949, section 3.4). Our own messages have none; the formats of others that we read do. */
export class CborTagged {
  readonly tag: number;
  readonly value: CborValue;

  constructor(tag: number, value: CborValue) {
    this.tag = tag;
    this.value = value;
  }
}

/** No message of ours nests deeper: envelope, batch, item, approval list, approval, field. */
export const MAX_DEPTH = 8;
