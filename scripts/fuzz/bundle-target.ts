import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { countBranches } from './instrument.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const HERE = fileURLToPath(new URL('.', import.meta.url));
/** Our own decoders, and the libraries that see an attacker's bytes before them. */
const COUNTED = /\/(shared\/src\/([a-su-z]|t[^e])[^/]*\/.*\.ts|node_modules\/(cbor2|qr|jsqr|fflate)\/.*\.m?js)$/;

/** Bundles the worker with one target, every branch of the decoders counted. Answers the file. */
export async function bundleTarget(name: string, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    stdin: {
      contents: `import { runWorker } from './worker.ts'; await runWorker(() => import('./targets/${name}.ts'));`,
      resolveDir: HERE,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    outfile,
    logLevel: 'error',
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    plugins: [countBranches(COUNTED, ROOT)],
  });
  return outfile;
}
