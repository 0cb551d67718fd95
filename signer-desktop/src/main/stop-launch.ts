import { EXIT_REFUSED } from './launch-guard.ts';

/** Says on standard error why the program does not start, and ends it before a window or a port exists. */
export function stopLaunch(code: string, message: string): never {
  process.stderr.write(`vieraugen-signer: refused to start: ${code}: ${message}\n`);
  process.exit(EXIT_REFUSED);
}
