import { numbered } from './numbered.ts';

/** The fingerprint words of a digest. The signer shows the same words in the same order. */
export function Words(props: {
  readonly words: readonly string[];
  readonly label: string;
  readonly isNarrow?: boolean;
}) {
  return (
    <ol className={props.isNarrow === true ? 'words narrow' : 'words'} aria-label={props.label}>
      {numbered(props.words).map(({ item, place }) => (
        <li key={place} data-number={place}>
          {item}
        </li>
      ))}
    </ol>
  );
}
