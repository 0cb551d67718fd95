const REFLECTED_POLYNOMIAL = 0xedb88320;

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let remainder = index;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ REFLECTED_POLYNOMIAL : remainder >>> 1;
  }
  return remainder;
});

/**
 * CRC-32 of the bytes as an unsigned 32-bit number: the ISO-HDLC variant that BCR-2024-001, section 4 ("CRC-32 Checksum")
 * uses. It finds accidents, never an attacker: what is carried must be authenticated by itself.
 */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

/** The four big-endian bytes of an unsigned 32-bit number: how a checksum is written (BCR-2020-012, "Checksum"). */
export function uint32Bytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
