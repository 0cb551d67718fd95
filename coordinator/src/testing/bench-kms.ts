/** Both ends of KMS for the bench: the client of the product, and the development server with its troubles. */
export { startDevKms } from '../kms/dev-server/start-dev-kms.ts';
export { createKmsKeys } from '../kms/kms-keys.ts';
