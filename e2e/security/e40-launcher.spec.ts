import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ordinaryUserPrefix } from '../support/ordinary-user.ts';
import { ROOT } from '../support/toolchain.ts';

const LAUNCHER = join(ROOT, 'signer-desktop', 'packaging', 'vieraugen-signer-launch');

/** Stands where the packaged signer is, and says how it was started. */
const WITNESS = `#!/bin/sh
echo "argument=$*"
echo "core=$(ulimit -c)"
echo "interfaces=$(tail -n +3 /proc/self/net/dev | cut -d: -f1 | tr -d ' ' | tr '\\n' ' ')"
echo "routes=$(tail -n +2 /proc/self/net/route | wc -l)"
env | sed 's/^/env:/'
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vieraugen-launcher-'));
  copyFileSync(LAUNCHER, join(folder, 'vieraugen-signer-launch'));
  writeFileSync(join(folder, 'vieraugen-signer'), WITNESS);
  for (const name of ['.', 'vieraugen-signer', 'vieraugen-signer-launch']) chmodSync(join(folder, name), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function launch(...args: readonly string[]) {
  const [program = '', ...rest] = [...ordinaryUserPrefix(), join(folder, 'vieraugen-signer-launch'), ...args];
  const planted = { LD_PRELOAD: '', NODE_OPTIONS: '--inspect', ELECTRON_RUN_AS_NODE: '1', PLANTED: 'yes' };
  const env = { ...process.env, HOME: folder, ...planted };
  const { status, stdout, stderr } = spawnSync(program, rest, { env, encoding: 'utf8' });
  return { status, stderr, lines: stdout.trim().split('\n') };
}

describe('E-40, E-54: the launcher of a packaged signer', () => {
  test('starts it with the configuration alone, without a network, without core dumps', () => {
    const { lines, stderr } = launch('/etc/vieraugen/signer.json');
    expect([stderr, lines.slice(0, 4)]).toEqual([
      '',
      ['argument=--config=/etc/vieraugen/signer.json', 'core=0', 'interfaces=lo ', 'routes=0'],
    ]);
  });

  test("gives it nothing of the caller's environment but what a window needs", () => {
    const { lines } = launch('/etc/vieraugen/signer.json');
    const names = lines.filter((line) => line.startsWith('env:')).map((line) => line.slice(4).split('=')[0]);
    const allowed = ['PATH', 'HOME', 'LANG', 'DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR', 'PWD', 'OLDPWD', 'SHLVL', '_'];
    expect(names.filter((name) => !allowed.includes(name ?? ''))).toEqual([]);
  });

  test('takes one argument, no more and no less', () => {
    for (const args of [[], ['/a.json', '--inspect'], ['/a.json', '/b.json']]) {
      expect(launch(...args)).toMatchObject({ status: 64, stderr: expect.stringContaining('usage') });
    }
  });
});
