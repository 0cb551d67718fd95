/** The 16 bytes of a UUID: the form in which ids cross the gap. */
export function uuidBytes(uuid: string): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(Buffer.from(uuid.replaceAll('-', ''), 'hex'));
  if (bytes.length !== 16) throw new RangeError('uuidBytes: not a UUID');
  return bytes;
}
