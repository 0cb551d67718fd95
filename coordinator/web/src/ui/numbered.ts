/** The items of a list with their places from 1, where the place is what tells one from another. */
export function numbered<Item>(list: readonly Item[]): readonly { readonly item: Item; readonly place: number }[] {
  return list.map((item, index) => ({ item, place: index + 1 }));
}
