import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { signerCommand } from '../support/launch-signer.ts';

const FORBIDDEN: Record<string, RegExp> = {
  'E-22 opening addresses or files outside': /openExternal|\bopenPath\b|showItemInFolder/,
  'E-23 protocol client': /setAsDefaultProtocolClient/,
  'E-23 auto-update': /autoUpdater/,
  'E-45 network modules of Node':
    /require\("(node:)?(net|http|https|http2|tls|dgram|dns|undici|inspector|child_process|cluster|worker_threads)(\/promises)?"\)/,
  "E-45 Electron's network client": /\bnet\.(request|fetch)\(|electron\d*\.net\b/,
  'E-54 crash reporter': /crashReporter/,
  'E-12 raw markup': /dangerouslySetInnerHTML:\s*\{/,
};

const EXPECTED_FILES = [
  'main.cjs',
  'package.json',
  'pkcs11.node',
  'review.html',
  'review.js',
  'review.preload.cjs',
  'scan-worker.js',
  'scan.html',
  'scan.js',
  'scan.preload.cjs',
  'secp256k1.wasm',
  'signer.cjs',
  'ui.css',
];

describe.each(['test', 'release'] as const)('what the %s artefact holds', (build) => {
  const folder = signerCommand(build).appDirectory;
  const names = readdirSync(folder).filter((name) => !/\.(LEGAL\.txt|map)$/.test(name));
  const bundles = names.filter((name) => /\.(cjs|js)$/.test(name));

  test('the known files and no others', () => {
    expect(names.sort()).toEqual(EXPECTED_FILES);
  });

  test.each(Object.entries(FORBIDDEN))('no bundle has %s', (_what, pattern) => {
    const bearing = bundles.filter((name) => pattern.test(readFileSync(join(folder, name), 'utf8')));
    expect(bearing).toEqual([]);
  });

  test('preloads require Electron alone', () => {
    for (const name of bundles.filter((file) => file.endsWith('.preload.cjs'))) {
      const required = [...readFileSync(join(folder, name), 'utf8').matchAll(/require\("([^"]+)"\)/g)].map(
        (match) => match[1],
      );
      expect(new Set(required)).toEqual(new Set(['electron']));
    }
  });
});

test('E-52: which build it is was decided when it was built', () => {
  for (const build of ['test', 'release'] as const) {
    const main = readFileSync(join(signerCommand(build).appDirectory, 'main.cjs'), 'utf8');
    expect(main.match(/BUILD = "(test|release)"/g)).toEqual([`BUILD = "${build}"`]);
    expect(main).not.toContain('__VIERAUGEN_BUILD__');
  }
});
