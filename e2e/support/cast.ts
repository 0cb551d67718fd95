import { execFileSync } from 'node:child_process';
import { foundryProgram } from '@vieraugen/coordinator/testing/chain';

/** The independent judge: what `cast` of Foundry, a client that we did not write, says to a question about a chain. */
export function cast(url: string, ...args: readonly string[]): string {
  return execFileSync(foundryProgram('cast'), [...args, '--rpc-url', url], { encoding: 'utf8' }).trim();
}
