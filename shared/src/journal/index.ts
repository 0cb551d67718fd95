export { verifyEntrySignature } from './entry-signature.ts';
export {
  checkRemembered,
  decodeEntry,
  EMPTY_HEAD,
  entryHash,
  followHead,
  type JournalEntry,
  type JournalHead,
  journalHeadField,
  nextEntry,
} from './journal.ts';
