import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { launchSigner, signerCommand, signerEnvironment } from '../support/launch-signer.ts';
import { ordinaryUserPrefix } from '../support/ordinary-user.ts';
import { createStation, type Station } from '../support/station.ts';
import { ROOT } from '../support/toolchain.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let station: Station;
let environment: Record<string, string>;

beforeAll(async () => {
  station = createStation();
  environment = await signerEnvironment(station);
});
afterAll(() => station.remove());

interface Ended {
  readonly status: number | null;
  readonly stderr: string;
}

/** Starts an artefact as a person would, and waits for its end. */
function start(build: 'test' | 'release', args: readonly string[], variables: Record<string, string> = {}): Ended {
  const { program, appDirectory } = signerCommand(build);
  const [command = program, ...rest] = [...ordinaryUserPrefix(), program, appDirectory, ...args];
  const ended = spawnSync(command, rest, { env: { ...environment, ...variables }, encoding: 'utf8', timeout: 20_000 });
  return { status: ended.status, stderr: ended.stderr };
}

const config = () => `--config=${station.configPath}`;

const BAD_ARGUMENTS = [
  '--remote-debugging-port=0',
  '--remote-debugging-pipe',
  '--no-sandbox',
  '--disable-web-security',
  '--js-flags=--allow-natives-syntax',
  '--proxy-server=http://127.0.0.1:9',
  '--log-net-log=/tmp/x',
  '--load-extension=/tmp/x',
  '--enable-logging',
  '--use-fake-ui-for-media-stream',
  '-r',
  '/tmp/other-app',
  '--',
  '--config',
  'vieraugen://open',
];

describe('E-51: the release takes no argument but its configuration', () => {
  test.each(BAD_ARGUMENTS)('%s', (argument) => {
    const { status, stderr } = start('release', [config(), argument]);
    expect(status).toBe(78);
    expect(stderr).toContain('LAUNCH_ARGUMENT');
    expect(stderr).not.toContain('DevTools listening');
  });

  test('no configuration, a relative one, or two of them', () => {
    for (const args of [[], ['--config=signer.json'], [config(), config()]]) {
      const { status, stderr } = start('release', args);
      expect(status).toBe(78);
      expect(stderr).toContain('LAUNCH_CONFIG');
    }
  });
});

describe('E-51: the release refuses variables that load code or open ports', () => {
  test.each([
    ['ELECTRON_ENABLE_LOGGING', '1'],
    ['ELECTRON_NO_ASAR', '1'],
    ['NODE_OPTIONS', '--max-old-space-size=64'],
    ['NODE_EXTRA_CA_CERTS', '/tmp/x'],
    ['LD_PRELOAD', ''],
    ['SSLKEYLOGFILE', '/tmp/x'],
  ])('%s', (name, value) => {
    const { status, stderr } = start('release', [config()], { [name]: value });
    expect(status).toBe(78);
    expect(stderr).toContain('LAUNCH_ENVIRONMENT');
  });

  test('no variable turns a release into a test build', () => {
    const { stderr } = start('release', [config(), '--no-sandbox'], {
      VIERAUGEN_BUILD: 'test',
      __VIERAUGEN_BUILD__: 'test',
    });
    expect(stderr).toContain('LAUNCH_ARGUMENT');
  });
});

test('E-52: a release refuses an Electron that is older than the pinned one', (context) => {
  // Electron names its version in a file beside the program.
  const version = readFileSync(join(dirname(signerCommand('release').program), 'version'), 'utf8').trim();
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'signer-desktop', 'package.json'), 'utf8'));
  const isOlder = Number.parseInt(version, 10) < Number.parseInt(devDependencies.electron, 10);
  context.skip(!isOlder, `this is Electron ${version}: only an older one can be refused`);
  const { status, stderr } = start('release', [config()]);
  expect(status).toBe(78);
  expect(stderr).toContain('ELECTRON_TOO_OLD');
});

describe('what the launch refuses besides', () => {
  const withConfig = (text: string): Ended => {
    const path = join(station.directory, 'other.json');
    writeFileSync(path, text, { mode: 0o644 });
    return start('test', [`--config=${path}`]);
  };

  test.each([
    ['CONFIG_NOT_JSON', '{'],
    ['CONFIG_INVALID', '{}'],
    ['CONFIG_INVALID', JSON.stringify({ dataDirectory: 'x', pkcs11: {}, production: false, more: 1 })],
  ])('%s', (code, text) => {
    const { status, stderr } = withConfig(text);
    expect(status).toBe(78);
    expect(stderr).toContain(code);
  });

  test('a test build does not open a production station', () => {
    const production = {
      dataDirectory: station.dataDirectory,
      pkcs11: { module: '/x', sha256: '0'.repeat(64) },
      production: true,
    };
    const { status, stderr } = withConfig(JSON.stringify(production));
    expect(status).toBe(78);
    expect(stderr).toContain('CONFIG_TEST_BUILD');
  });

  test('a missing file', () => {
    expect(start('test', ['--config=/no/such/file'])).toMatchObject({ status: 78 });
  });

  test('E-23: a second signer on the same data', async () => {
    const running = await launchSigner(station);
    const { status, stderr } = start('test', [config()]);
    await running.close();
    expect(status).toBe(78);
    expect(stderr).toContain('ALREADY_RUNNING');
  });
});
