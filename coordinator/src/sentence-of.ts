import { ConfigError } from './config/config.ts';
import { MigrationError } from './db/migrate.ts';

/** What stands in the way of a start and can be put right by whoever reads it, in a sentence; undefined for anything else. */
export function sentenceOf(error: unknown): string | undefined {
  if (error instanceof ConfigError || error instanceof MigrationError) return error.message;
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  switch (error.code) {
    case 'EADDRINUSE': {
      const port = 'port' in error ? ` ${error.port}` : '';
      return `The port${port} is taken by another program (EADDRINUSE). End that, or set PORT, LOOPBACK_PORT or DEV_KMS_PORT.`;
    }
    case 'EACCES':
    case 'ENOENT':
    case 'EISDIR':
      return `A file cannot be read or written: ${error.message}.`;
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
      return `The database cannot be reached (${error.code}). Is DATABASE_URL right, and does PostgreSQL run there?`;
    case '28P01':
    case '28000':
    case '3D000':
      return `The database refuses us: ${error.message} (${error.code}). Is DATABASE_URL right?`;
    default:
      return undefined;
  }
}
