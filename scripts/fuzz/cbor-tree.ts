/**
 * CBOR taken apart into items that can be moved about and spoiled (RFC 8949, section 3). Unlike our decoder it takes what
 * must be refused: any width of a head, any tag, and what is cut off becomes bytes.
 */
export interface CborItem {
  readonly major: number;
  /** The number in the head: a value, a length, a count, a tag. */
  readonly argument: bigint;
  /** Bytes that the number takes beside the first: 0, 1, 2, 4 or 8. -1 is the shortest that holds it. */
  readonly width: number;
  /** The content of a string. */
  readonly content: Uint8Array;
  /** The items of an array; keys and values of a map, one after the other; what a tag stands before. */
  readonly items: readonly CborItem[];
  /** Whether the head tells the true length; else it tells `argument`. */
  readonly honest: boolean;
}

const MAX_ITEMS = 4_000;
const WIDTHS = [1, 2, 4, 8];

/** The item that begins the bytes, as far as they can be understood. */
export function parseItem(bytes: Uint8Array): CborItem | undefined {
  const reader = { bytes, at: 0, left: MAX_ITEMS };
  return readItem(reader, 0);
}

/** The bytes of an item. */
export function writeItem(item: CborItem): Uint8Array {
  return Uint8Array.from(written(item));
}

/** An item of this type in its shortest form. */
export function makeItem(major: number, changes: Partial<CborItem> = {}): CborItem {
  return { major, argument: 0n, width: -1, content: new Uint8Array(), items: [], honest: true, ...changes };
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
  left: number;
}

function readItem(reader: Reader, depth: number): CborItem | undefined {
  const first = reader.bytes[reader.at];
  reader.left -= 1;
  if (first === undefined || depth > 16 || reader.left < 0) return undefined;
  reader.at += 1;
  const [major, info] = [first >> 5, first & 0x1f];
  const width = info < 24 ? 0 : (WIDTHS[info - 24] ?? 0);
  const argument = width === 0 ? BigInt(info) : readNumber(reader, width);
  const head = makeItem(major, { argument, width });
  if (major === 2 || major === 3) return { ...head, content: readContent(reader, argument) };
  const count = { 4: argument, 5: 2n * argument, 6: 1n }[major] ?? 0n;
  return { ...head, items: readItems(reader, count, depth) };
}

function readItems(reader: Reader, count: bigint, depth: number): CborItem[] {
  const items: CborItem[] = [];
  while (items.length < count) {
    const item = readItem(reader, depth + 1);
    if (item === undefined) break;
    items.push(item);
  }
  return items;
}

function readNumber(reader: Reader, width: number): bigint {
  let number = 0n;
  for (let read = 0; read < width; read += 1, reader.at += 1)
    number = number * 256n + BigInt(reader.bytes[reader.at] ?? 0);
  return number;
}

function readContent(reader: Reader, length: bigint): Uint8Array {
  const end = reader.at + Number(length < BigInt(reader.bytes.length) ? length : BigInt(reader.bytes.length));
  const content = reader.bytes.slice(reader.at, end);
  reader.at = Math.min(end, reader.bytes.length);
  return content;
}

function written(item: CborItem): number[] {
  const { major, content, items } = item;
  const bytes = [...writeHead(major, item.honest ? trueArgument(item) : item.argument, item.width)];
  for (const byte of content) bytes.push(byte);
  for (const inner of items) for (const byte of written(inner)) bytes.push(byte);
  return bytes;
}

function trueArgument({ major, argument, content, items }: CborItem): bigint {
  if (major === 2 || major === 3) return BigInt(content.length);
  if (major === 4) return BigInt(items.length);
  return major === 5 ? BigInt(items.length >> 1) : argument;
}

function writeHead(major: number, argument: bigint, width: number): number[] {
  const shortest = argument < 24n ? 0 : (WIDTHS.find((bytes) => argument < 1n << BigInt(8 * bytes)) ?? 8);
  const used = Math.max(width, shortest);
  if (used === 0) return [(major << 5) | Number(argument)];
  const number = Array.from({ length: used }, (_, index) =>
    Number((argument >> BigInt(8 * (used - 1 - index))) & 0xffn),
  );
  return [(major << 5) | (24 + WIDTHS.indexOf(used)), ...number];
}
