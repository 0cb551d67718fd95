import * as z from 'zod';

/** A token, named by its serial number: slot numbers change when a token is plugged in. */
const tokenSerial = z.string().min(1).max(64);

/** A PIN as UTF-8 bytes, so that its memory can be overwritten. It travels in one action, once. */
const pin = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length >= 1 && value.length <= 64);

/** The hash of what was shown: an approval is for exactly that, once. */
const reviewId = z.string().regex(/^[0-9a-f]{64}$/);

/** Something a person types to be read by others. The core checks again which characters it takes. */
const name = z.string().min(1).max(80);
const reason = z.string().min(1).max(200);

/** What an officer says of one payment. Every payment that can be signed must be decided; silence is no approval. */
const decisionSchema = z.discriminatedUnion('answer', [
  z.strictObject({
    index: z.int().min(0).max(999),
    answer: z.literal('approve'),
    /** The officer ticked each of them after comparing. */
    destinationCompared: z.literal(true),
    amountCompared: z.literal(true),
  }),
  z.strictObject({ index: z.int().min(0).max(999), answer: z.literal('refuse'), reason }),
]);

export type Decision = z.infer<typeof decisionSchema>;

/**
 * Everything an officer can ask for in the review window: a closed, strict union. To add an action, add its schema here and
 * its case in the signer core; preload, router and transport need no change.
 */
export const reviewActionSchema = z.discriminatedUnion('type', [
  /** Asks for the current view again. */
  z.strictObject({ type: z.literal('status') }),
  /** Checks the station: runtime, PKCS#11 module, data directory. Changes nothing. */
  z.strictObject({ type: z.literal('doctor') }),
  /** Opens the scan window for any QR code, so that the camera can be tried before a ceremony. */
  z.strictObject({ type: z.literal('start-camera-check') }),
  /** Closes the scan window. */
  z.strictObject({ type: z.literal('cancel-scan') }),

  /** Begins a ceremony. */
  z.strictObject({ type: z.literal('start-founding') }),
  z.strictObject({ type: z.literal('start-pairing') }),
  z.strictObject({ type: z.literal('start-key-generation') }),
  z.strictObject({ type: z.literal('start-signing') }),
  /** Ends the ceremony that runs, with nothing written; after its end, goes back to the first screen. */
  z.strictObject({ type: z.literal('leave') }),
  /** Looks for tokens again: one was plugged in or taken out. */
  z.strictObject({ type: z.literal('refresh-tokens') }),
  /** Shows a message of the journal once more, because it was not scanned the first time. */
  z.strictObject({ type: z.literal('show-again'), sequence: z.int().min(1) }),

  /** Founding: the names and the rule of the vault, and the free token that becomes it. */
  z.strictObject({
    type: z.literal('describe-vault'),
    vaultName: name,
    officerCount: z.int().min(2).max(16),
    quorum: z.int().min(2).max(16),
    token: tokenSerial,
  }),
  /** Founding: one officer with their own token. */
  z.strictObject({ type: z.literal('enrol-officer'), name, token: tokenSerial, pin }),
  /** Founding: everything was read; make the vault. */
  z.strictObject({ type: z.literal('found-vault') }),

  /** Key generation: how many keys, and what they are called. */
  z.strictObject({
    type: z.literal('describe-keys'),
    family: z.literal('eip155'),
    count: z.int().min(1).max(20),
    label: name,
  }),

  /** An officer has read what is on the screen and approves it; the operating system asks once more. */
  z.strictObject({ type: z.literal('approve'), reviewId }),
  /** Signing: what an officer decided of each payment; the operating system asks once more. */
  z.strictObject({ type: z.literal('decide'), reviewId, decisions: z.array(decisionSchema).max(200) }),
  /** An officer's token and its PIN, after the approval or to open the vault. */
  z.strictObject({ type: z.literal('enter-pin'), token: tokenSerial, pin }),
]);

export type ReviewAction = z.infer<typeof reviewActionSchema>;

/** The longest text a QR code can hold: version 40, level L, alphanumeric. */
const MAX_QR_TEXT = 4296;

/** What the scan window may say: the text of one QR code, or that the operator gave up. */
export const scanActionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('scan-text'), text: z.string().min(1).max(MAX_QR_TEXT) }),
  z.strictObject({ type: z.literal('scan-cancelled') }),
]);

export type ScanAction = z.infer<typeof scanActionSchema>;

/** What reaches the signer core. Main decides by the sending window which of the two unions an input is parsed with. */
export const actionSchema = z.union([reviewActionSchema, scanActionSchema]);

export type Action = z.infer<typeof actionSchema>;
