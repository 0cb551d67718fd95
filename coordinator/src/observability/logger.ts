import { type Logger, type LoggerOptions, pino } from 'pino';

export type { Logger } from 'pino';

/** Never in a log, whatever object they stand in. */
const SECRETS = [
  'authorization',
  'cookie',
  'set-cookie',
  'token',
  'apiKey',
  'password',
  'secret',
  'privateKey',
  'plaintext',
];

/**
 * A write for each line would cost more than making the line. What is fatal is written at once, and all of it when the
 * process ends; kill -9 loses the lines of this moment, never anything of the audit log, which is in the database.
 */
const BUFFER = { minLength: 8192, periodicFlush: 50 };

/** Structured logs on standard output, one JSON object a line. */
export function createLogger(level: string): Logger {
  return pino(loggerOptions(level), pino.destination({ fd: 1, sync: false, ...BUFFER }));
}

/** Exported for the test, which reads what is written. */
export function loggerOptions(level: string): LoggerOptions {
  const paths = SECRETS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);
  return { level, base: { service: 'coordinator' }, redact: { paths, censor: '[secret]' } };
}
