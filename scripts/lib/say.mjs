/** A reason to stop that the reader can act on; shown without a stack. */
export class Missing extends Error {}

/** @param {string} text one line: what is being done */
export function say(text) {
  process.stdout.write(`[setup] ${text}\n`);
}

/**
 * Runs a script's main function and turns its failure into an exit code.
 * @param {() => Promise<number | undefined>} main answers the exit code; nothing means 0
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  }
}
