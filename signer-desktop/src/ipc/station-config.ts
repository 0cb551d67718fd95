import * as z from 'zod';

/** POSIX or Windows; relative paths are refused because they depend on where the program was started. */
const absolutePath = z
  .string()
  .max(1024)
  .regex(/^(\/|[A-Za-z]:\\)/, 'must be an absolute path');

/** Variables that vendors' PKCS#11 libraries read. A closed list: no LD_*, no NODE_*, nothing that loads code elsewhere. */
const moduleEnvironment = z.strictObject({
  SOFTHSM2_CONF: absolutePath.optional(),
  YUBIHSM_PKCS11_CONF: absolutePath.optional(),
  ChrystokiConfigurationPath: absolutePath.optional(),
  CS_PKCS11_R2_CFG: absolutePath.optional(),
  CS_PKCS11_R3_CFG: absolutePath.optional(),
});

/** The station's configuration file, `signer.json`. Unknown fields are refused. */
export const stationConfigSchema = z.strictObject({
  /** Where the journal lives. */
  dataDirectory: absolutePath,
  pkcs11: z.strictObject({
    module: absolutePath,
    /** SHA-256 of the module's file; a module that differs is not loaded. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits'),
    environment: moduleEnvironment.optional(),
  }),
  /** A production station: no test build opens it, and a software token is refused. */
  production: z.boolean(),
  /** Minutes without an action after which the signer process is ended and the vault is locked. */
  lockAfterMinutes: z.int().min(1).max(60).default(15),
});

export type StationConfig = z.infer<typeof stationConfigSchema>;
