import type { Config } from './config/config.ts';
import type { Database } from './db/schema.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { KmsKeys, SigningKey } from './kms/kms-keys.ts';
import type { Logger } from './observability/logger.ts';

/** What passkeys are bound to. An approval crosses the gap with the same two facts. */
export type WebAuthnSettings = {
  readonly rpId: string;
  /** The addresses people may open: one, and in development the loopback page too. */
  readonly origins: readonly string[];
};

/** What every feature stands on, made once at start. */
export type Services = {
  readonly config: Config;
  readonly logger: Logger;
  readonly db: Database;
  readonly kms: KmsKeys;
  /** The KMS key that wraps data keys. Asked for when needed, so that a start without KMS is possible. */
  dataKeyArn(): Promise<string>;
  /** The key that signs what we send to the signer. */
  identityKey(): Promise<SigningKey>;
  readonly jobs: Jobs;
  readonly webauthn: WebAuthnSettings;
};
