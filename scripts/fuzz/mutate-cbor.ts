import type { SeededRandom } from '../../e2e/support/camera/seeded-random.ts';
import { type CborItem, makeItem, parseItem, writeItem } from './cbor-tree.ts';
import { edgeNumber, mutateBytes, pick } from './mutate-bytes.ts';
import type { Mutator } from './target.ts';

const RAW_SHARE = 0.2;
/** Widths of a head: mostly the one that is right. */
const WIDTHS = [-1, -1, -1, 0, 1, 2, 4, 8];

/** Changes CBOR by its items, so that what results is CBOR again, and often even canonical; now and then by its bytes. */
export const mutateCbor: Mutator = (input, other, random) => {
  const root = random.next() < RAW_SHARE ? undefined : parseItem(input);
  if (root === undefined) return mutateBytes(input, other, random);
  const donor = parseItem(other) ?? root;
  let changed = root;
  for (let times = 1 + random.below(3); times > 0; times -= 1) changed = changeSomewhere(changed, donor, random);
  return writeItem(changed);
};

/** Goes down from the root, at each item on by the dice, and changes the one where it stops. */
function changeSomewhere(item: CborItem, donor: CborItem, random: SeededRandom): CborItem {
  if (item.items.length > 0 && random.next() < 0.85) {
    const at = random.below(item.items.length);
    const inner = item.items[at] ?? item;
    return { ...item, items: item.items.with(at, changeSomewhere(inner, donor, random)) };
  }
  const inside =
    item.major === 2 && item.content.length > 8 && random.next() < 0.5 ? parseItem(item.content) : undefined;
  if (inside !== undefined) return { ...item, content: writeItem(changeSomewhere(inside, donor, random)) };
  return pick(CHANGES, random)(item, donor, random);
}

type Change = (item: CborItem, donor: CborItem, random: SeededRandom) => CborItem;

const CHANGES: readonly Change[] = [
  (item, _donor, random) => ({ ...item, width: pick(WIDTHS, random) }),
  (item, _donor, random) => ({ ...item, argument: BigInt(edgeNumber(random)), width: -1 }),
  (item, _donor, random) => ({ ...item, argument: wideNumber(random), width: -1 }),
  (item, _donor, random) => ({ ...item, argument: BigInt(edgeNumber(random)), honest: false }),
  (item, _donor, random) => ({ ...item, major: random.below(8) }),
  (_item, donor, random) => somewhere(donor, random),
  (item, _donor, random) => makeItem(4, { items: [item, ...(random.next() < 0.5 ? [item] : [])] }),
  (item) => makeItem(6, { argument: 2n, items: [item] }),
  (item) => makeItem(2, { content: writeItem(item) }),
  (_item, _donor, random) => makeItem(pick([0, 1, 7], random), { argument: BigInt(random.below(32)) }),
  changeItems,
  changeItems,
  changeContent,
  changeContent,
];

function changeItems(item: CborItem, donor: CborItem, random: SeededRandom): CborItem {
  const { items, major } = item;
  const step = major === 5 ? 2 : 1;
  const at = step * random.below(items.length / step + 1);
  const kind = random.below(4);
  if (kind === 0) return { ...item, items: items.toSpliced(at, step) };
  if (kind === 1) return { ...item, items: items.toSpliced(at, 0, ...items.slice(at, at + step)) };
  if (kind === 2) return { ...item, items: items.toReversed() };
  const added = Array.from({ length: step }, () => somewhere(donor, random));
  return { ...item, items: items.toSpliced(at, 0, ...added) };
}

function changeContent(item: CborItem, donor: CborItem, random: SeededRandom): CborItem {
  const kind = random.below(3);
  if (kind === 0) return { ...item, content: mutateBytes(item.content, donor.content, random) };
  const length = Math.min(edgeNumber(random), 4_096);
  if (kind === 1) return { ...item, content: item.content.slice(0, length) };
  return { ...item, content: new Uint8Array(length).fill(random.below(256)) };
}

function wideNumber(random: SeededRandom): bigint {
  return (BigInt(edgeNumber(random)) << BigInt(random.below(33))) & 0xffffffffffffffffn;
}

function somewhere(item: CborItem, random: SeededRandom): CborItem {
  if (item.items.length === 0 || random.next() < 0.3) return item;
  return somewhere(item.items[random.below(item.items.length)] ?? item, random);
}
