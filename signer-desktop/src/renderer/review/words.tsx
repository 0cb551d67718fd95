/** The eight fingerprint words; both screens show them in the same grid, so that they are compared place by place. */
export function Words({ words, label }: { readonly words: readonly string[]; readonly label: string }) {
  const placed = words.map((word, index) => ({ word, place: index + 1 }));
  return (
    <ol className="word-grid" aria-label={label}>
      {placed.map(({ word, place }) => (
        <li key={place}>
          <span className="word-place" aria-hidden="true">
            {place}
          </span>
          {word}
        </li>
      ))}
    </ol>
  );
}
