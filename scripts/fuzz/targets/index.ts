/** The targets, each a file beside this one: the decoders of a camera's text and pictures, then of what messages hold. */
export const TARGET_NAMES: readonly string[] = [
  'ur-stream',
  'ur-part',
  'compression',
  'cbor',
  'envelope',
  'message',
  'policy',
  'approval',
  'payment',
  'foreign',
  'picture',
];
