import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Finality, parseFinality } from '../rpc/finality.ts';

const Port = z.coerce.number().int().min(0).max(65_535);
const HttpUrl = z.url({ protocol: /^https?$/ });

const Environment = z.object({
  VIERAUGEN_MODE: z.enum(['production', 'development', 'test']).optional(),
  NODE_ENV: z.string().optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  HOST: z.string().min(1).default('localhost'),
  PORT: Port.default(8443),
  LOOPBACK_PORT: Port.default(8080),
  ORIGIN: HttpUrl.optional(),
  RP_ID: z.string().min(1).default('localhost'),
  TLS_KEY_FILE: z.string().min(1).optional(),
  TLS_CERTIFICATE_FILE: z.string().min(1).optional(),
  KMS_ENDPOINT: HttpUrl.optional(),
  DEV_KMS_PORT: Port.default(8444),
  KMS_DATA_KEY_ARN: z.string().min(1).optional(),
  KMS_SIGNATURES_PER_SECOND: z.coerce.number().int().min(2).max(20_000).optional(),
  AWS_REGION: z.string().min(1).default('eu-central-1'),
  DATA_DIR: z.string().min(1).optional(),
  XDG_DATA_HOME: z.string().min(1).optional(),
  RPC_URLS: z.string().optional(),
  RATE_LIMIT: z.coerce.number().int().min(1).default(1200),
  COMMIT_GROUP: z.coerce.number().int().min(1).max(500).default(64),
  FINALITY: z.string().optional(),
  COORDINATOR_NAME: z.string().min(1).max(80).default('Vieraugen coordinator'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});
type Environment = z.infer<typeof Environment>;

export type Mode = 'production' | 'development' | 'test';

/** Everything the program can be told from outside, read once at start. */
export type Config = {
  readonly mode: Mode;
  /** Undefined: the embedded PostgreSQL, in development alone. */
  readonly databaseUrl: string | undefined;
  readonly host: string;
  readonly port: number;
  /** Port of the page without TLS on loopback, for passkeys in development; undefined where there is none. */
  readonly loopbackPort: number | undefined;
  /** The address people open. Undefined: https://localhost and the port that was opened. */
  readonly origin: string | undefined;
  readonly rpId: string;
  /** Undefined: a certificate is made at first start, in development alone. */
  readonly tls: { readonly keyFile: string; readonly certificateFile: string } | undefined;
  readonly aws: {
    readonly region: string;
    /** Undefined: AWS itself in production, our own KMS server in development. */
    readonly kmsEndpoint: string | undefined;
    /** A symmetric KMS key that exists already. Undefined: one is created at first start. */
    readonly dataKeyArn: string | undefined;
    /** This replica's share of the account's quota. Undefined: what createKmsKeys has for it. */
    readonly signaturesPerSecond?: number | undefined;
  };
  /** Port of the command `dev-kms`. */
  readonly devKmsPort: number;
  readonly dataDir: string;
  /** JSON-RPC endpoints for each chain id. */
  readonly rpcUrls: ReadonlyMap<number, readonly string[]>;
  /** When blocks of a chain count as final; a chain that is not named here has its default. */
  readonly finality: ReadonlyMap<number, Finality>;
  /** How the signer's screen names us. */
  readonly coordinatorName: string;
  /** Requests a minute from one address. */
  readonly rateLimit: number;
  /** The most withdrawals that are accepted in one transaction; 1: each in its own. */
  readonly commitGroup: number;
  readonly logLevel: Environment['LOG_LEVEL'];
};

/** A configuration that must not run. The message says which setting to change. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the environment. Whatever it does not name has a default or is refused here, never later. */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value !== '');
  const parsed = Environment.safeParse(Object.fromEntries(set));
  if (!parsed.success) throw new ConfigError(z.prettifyError(parsed.error));
  const env = parsed.data;
  const mode = env.VIERAUGEN_MODE ?? (env.NODE_ENV === 'production' ? 'production' : 'development');
  const config: Config = {
    mode,
    databaseUrl: env.DATABASE_URL,
    host: env.HOST,
    port: env.PORT,
    loopbackPort: mode === 'production' ? undefined : env.LOOPBACK_PORT,
    origin: env.ORIGIN === undefined ? undefined : new URL(env.ORIGIN).origin,
    rpId: env.RP_ID,
    tls: tlsFiles(env),
    aws: {
      region: env.AWS_REGION,
      kmsEndpoint: env.KMS_ENDPOINT,
      dataKeyArn: env.KMS_DATA_KEY_ARN,
      signaturesPerSecond: env.KMS_SIGNATURES_PER_SECOND,
    },
    devKmsPort: env.DEV_KMS_PORT,
    dataDir: env.DATA_DIR ?? defaultDataDir(env),
    rpcUrls: parseRpcUrls(env.RPC_URLS ?? ''),
    finality: finalityRules(env.FINALITY ?? ''),
    coordinatorName: env.COORDINATOR_NAME,
    rateLimit: env.RATE_LIMIT,
    commitGroup: env.COMMIT_GROUP,
    logLevel: env.LOG_LEVEL,
  };
  if (mode === 'production') refuseDevelopmentParts(config);
  return config;
}

function refuseDevelopmentParts(config: Config): void {
  const missing = [
    config.databaseUrl === undefined && 'DATABASE_URL: the embedded PostgreSQL is for development alone',
    config.tls === undefined &&
      'TLS_KEY_FILE and TLS_CERTIFICATE_FILE: the generated certificate is for development alone',
    config.origin === undefined && 'ORIGIN: passkeys are bound to the address that people open',
    config.origin?.startsWith('http:') && 'ORIGIN: must start with https://',
    !isRpIdOf(config) && 'RP_ID: must be the host of ORIGIN or a domain above it',
    config.aws.kmsEndpoint?.startsWith('http:') && 'KMS_ENDPOINT: must start with https://',
  ].filter((line) => typeof line === 'string');
  if (missing.length > 0) throw new ConfigError(`Not fit for production. Set:\n  ${missing.join('\n  ')}`);
}

/** WebAuthn L3, section 5.1.3: a page may only use its own host or a registrable domain above it. */
function isRpIdOf({ origin, rpId }: Config): boolean {
  const host = origin === undefined ? '' : new URL(origin).hostname;
  return host === rpId || host.endsWith(`.${rpId}`);
}

function tlsFiles(env: Environment): Config['tls'] {
  const { TLS_KEY_FILE: keyFile, TLS_CERTIFICATE_FILE: certificateFile } = env;
  if (keyFile === undefined && certificateFile === undefined) return undefined;
  if (keyFile === undefined || certificateFile === undefined) {
    throw new ConfigError('TLS_KEY_FILE and TLS_CERTIFICATE_FILE belong together: set both or neither.');
  }
  return { keyFile, certificateFile };
}

/** PostgreSQL refuses to run as root, and its own user cannot look into root's home: so a folder outside of it. */
function defaultDataDir(env: Environment): string {
  if (env.XDG_DATA_HOME !== undefined) return join(env.XDG_DATA_HOME, 'vieraugen');
  return userInfo().uid === 0 ? '/var/lib/vieraugen' : join(homedir(), '.local', 'share', 'vieraugen');
}

/** `1=https://a,https://b;31337=http://127.0.0.1:8545` */
function parseRpcUrls(text: string): ReadonlyMap<number, readonly string[]> {
  const urls = new Map<number, readonly string[]>();
  for (const part of text.split(';').filter((piece) => piece.trim() !== '')) {
    const match = /^\s*([1-9][0-9]{0,15})=(.+)$/.exec(part);
    const list = match?.[2]?.split(',').map((url) => url.trim()) ?? [];
    if (list.length === 0 || !list.every((url) => HttpUrl.safeParse(url).success)) {
      throw new ConfigError(`RPC_URLS: "${part}" is not CHAINID=URL[,URL].`);
    }
    urls.set(Number(match?.[1]), list);
  }
  return urls;
}

function finalityRules(text: string): ReadonlyMap<number, Finality> {
  const rules = parseFinality(text);
  if (rules === undefined)
    throw new ConfigError(`FINALITY: "${text}" is not CHAINID=finalized or CHAINID=depth:BLOCKS.`);
  return rules;
}
