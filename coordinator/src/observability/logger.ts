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

/** Structured logs on standard output, one JSON object a line. */
export function createLogger(level: string): Logger {
  return pino(loggerOptions(level));
}

/** Exported for the test, which reads what is written. */
export function loggerOptions(level: string): LoggerOptions {
  const paths = SECRETS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);
  return { level, base: { service: 'coordinator' }, redact: { paths, censor: '[secret]' } };
}
