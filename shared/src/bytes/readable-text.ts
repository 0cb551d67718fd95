/** Letters, marks, numbers, punctuation, symbols and the plain space: no control, format or bidirectional character. */
const SHOWN = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u;

/** Unicode counts some of what is drawn as nothing among letters, marks and symbols: fillers, selectors, blank signs. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u{2800}\u{1d159}]/u;

/** Marks are drawn over what stands before them; a heap of them covers other lines. No script needs more than three. */
const HEAP_OF_MARKS = /^\p{M}|\p{M}{4}/u;

/** Alphabets with letters that look alike. A word of two of them imitates another word (Unicode TR 39, section 5.1). */
const ALIKE = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];

/**
 * Whether a text that people are to read shows what it says: nothing in it hides, reorders, covers or breaks a line, it is
 * not blank, and no word of it mixes alphabets whose letters look alike.
 */
export function isReadable(text: string): boolean {
  return (
    SHOWN.test(text) &&
    /[^ ]/.test(text) &&
    !INVISIBLE.test(text) &&
    !HEAP_OF_MARKS.test(text) &&
    text.split(/[^\p{L}\p{M}]+/u).every((word) => ALIKE.filter((alphabet) => alphabet.test(word)).length <= 1)
  );
}
