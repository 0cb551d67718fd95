import { type Logger, pino } from 'pino';

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
  const paths = SECRETS.flatMap((name) => {
    const property = name.includes('-') ? `["${name}"]` : name;
    return [
      property,
      name.includes('-') ? `*${property}` : `*.${name}`,
      `*.*${name.includes('-') ? property : `.${name}`}`,
    ];
  });
  return pino({ level, base: { service: 'coordinator' }, redact: { paths, censor: '[secret]' } });
}
