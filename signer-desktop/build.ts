/**
 * Bundles the signer: `node build.ts` makes both artefacts, `node build.ts test` one of them. They differ in one constant
 * (`__VIERAUGEN_BUILD__`), so that nothing in the environment can turn a release into a test build (E-52).
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';

type Kind = 'test' | 'release';

const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCE = join(HERE, 'src');
const NATIVE_ADDON = './pkcs11.node';

/** The oldest runtime the bundles run on (see docs): Node 18 and Chromium 114. */
const NODE_TARGET = 'node18';
const CHROMIUM_TARGET = 'chrome114';

/** The native addon lies beside the bundle, so that the folder can be moved as it is. */
const addonBeside: Plugin = {
  name: 'addon-beside',
  setup: (bundler) => {
    bundler.onResolve({ filter: /pkcs11\.node$/ }, () => ({ path: NATIVE_ADDON, external: true }));
  },
};

/** So does the WebAssembly: its loader looks beside its own file, which in a bundle is the bundle. */
const wasmBeside: Plugin = {
  name: 'wasm-beside',
  setup: (bundler) => {
    bundler.onLoad({ filter: /tiny-secp256k1\/lib\/wasm_path\.js$/ }, () => ({
      contents: "import { join } from 'node:path';\nexport const path = (name) => join(__dirname, name);\n",
    }));
  },
};

function optionsFor(kind: Kind, out: string): readonly BuildOptions[] {
  const common: BuildOptions = {
    bundle: true,
    legalComments: 'linked',
    logLevel: 'warning',
    minifySyntax: true,
    // Beside the bundles: inside, they would be three quarters of what every start reads.
    sourcemap: kind === 'test' ? 'linked' : false,
    define: { __VIERAUGEN_BUILD__: JSON.stringify(kind), 'process.env.NODE_ENV': '"production"' },
  };
  const node: BuildOptions = {
    ...common,
    platform: 'node',
    format: 'cjs',
    target: NODE_TARGET,
    external: ['electron'],
  };
  const page: BuildOptions = { ...common, platform: 'browser', format: 'iife', target: CHROMIUM_TARGET };
  return [
    { ...node, entryPoints: [join(SOURCE, 'main/main.ts')], outfile: join(out, 'main.cjs') },
    {
      ...node,
      entryPoints: [join(SOURCE, 'signer/entry.ts')],
      outfile: join(out, 'signer.cjs'),
      plugins: [addonBeside, wasmBeside],
    },
    ...(['review', 'scan'] as const).map((role) => ({
      ...page,
      format: 'cjs' as const,
      external: ['electron'],
      entryPoints: [join(SOURCE, `preload/${role}.preload.ts`)],
      outfile: join(out, `${role}.preload.cjs`),
    })),
    {
      ...page,
      jsx: 'automatic',
      entryPoints: [join(SOURCE, 'renderer/review/main.tsx')],
      outfile: join(out, 'review.js'),
    },
    { ...page, jsx: 'automatic', entryPoints: [join(SOURCE, 'renderer/scan/main.tsx')], outfile: join(out, 'scan.js') },
    { ...page, entryPoints: [join(SOURCE, 'renderer/scan-worker/worker.ts')], outfile: join(out, 'scan-worker.js') },
  ];
}

function copyFiles(out: string): void {
  copyFileSync(join(SOURCE, 'renderer/review/review.html'), join(out, 'review.html'));
  copyFileSync(join(SOURCE, 'renderer/scan/scan.html'), join(out, 'scan.html'));
  copyFileSync(join(SOURCE, 'renderer/ui/ui.css'), join(out, 'ui.css'));
  const require = createRequire(import.meta.url);
  const addon = join(dirname(require.resolve('pkcs11js')), 'build/Release/pkcs11.node');
  copyFileSync(addon, join(out, 'pkcs11.node'));
  const wasm = join(dirname(require.resolve('tiny-secp256k1')), '../secp256k1.wasm');
  copyFileSync(wasm, join(out, 'secp256k1.wasm'));
}

function writeManifest(kind: Kind, out: string): void {
  const { version, license } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')) as Record<string, string>;
  const name = kind === 'release' ? 'vieraugen-signer' : 'vieraugen-signer-test';
  const manifest = { name, productName: 'Vieraugen Signer', version, license, main: 'main.cjs' };
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Built aside and then put in place, so that a signer which starts meanwhile finds the old artefact or the new one, whole. */
async function buildArtefact(kind: Kind): Promise<void> {
  const place = join(HERE, 'dist', kind);
  const out = join(HERE, 'dist', `.${kind}-${process.pid}`);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await Promise.all(optionsFor(kind, out).map((options) => build(options)));
  copyFiles(out);
  writeManifest(kind, out);
  const old = `${out}-old`;
  if (existsSync(place)) renameSync(place, old);
  renameSync(out, place);
  rmSync(old, { recursive: true, force: true });
  process.stdout.write(`built ${place}\n`);
}

const wanted = process.argv.slice(2);
const kinds = (['test', 'release'] as const).filter((kind) => wanted.length === 0 || wanted.includes(kind));
for (const kind of kinds) await buildArtefact(kind);
