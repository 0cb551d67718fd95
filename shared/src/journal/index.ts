export { verifyEntrySignature } from './entry-signature.ts';
export {
  checkRemembered,
  decodeEntry,
  EMPTY_HEAD,
  entryHash,
  entryTail,
  followHead,
  type JournalEntry,
  type JournalHead,
  journalHeadField,
  nextEntry,
} from './journal.ts';
