import { describe, expect, test } from 'vitest';
import { judgeLaunch, type Launch } from './launch-guard.ts';

const CONFIG = '--config=/etc/vieraugen/signer.json';

function launch(over: Partial<Launch> = {}): Launch {
  return {
    build: 'release',
    argv: ['/opt/signer', CONFIG],
    environmentNames: ['HOME', 'DISPLAY'],
    appDirectory: '/opt/app',
    ...over,
  };
}

describe('judgeLaunch', () => {
  test('takes the configuration alone', () => {
    expect(judgeLaunch(launch())).toEqual({ ok: true, configPath: '/etc/vieraugen/signer.json' });
  });

  test('takes the folder that it was loaded from, and no other', () => {
    expect(judgeLaunch(launch({ argv: ['/e', '/opt/app', CONFIG] }))).toMatchObject({ ok: true });
    expect(judgeLaunch(launch({ argv: ['/e', '/opt/app/', CONFIG] }))).toMatchObject({ ok: true });
    expect(judgeLaunch(launch({ argv: ['/e', '/opt/other', CONFIG] }))).toMatchObject({ code: 'LAUNCH_ARGUMENT' });
    expect(judgeLaunch(launch({ argv: ['/e', CONFIG, '/opt/app'] }))).toMatchObject({ code: 'LAUNCH_ARGUMENT' });
  });

  test.each(['--inspect', '--no-sandbox', '-r', '--Config=/x', ' --config=/x', 'x', ''])('refuses %j', (argument) => {
    expect(judgeLaunch(launch({ argv: ['/opt/signer', CONFIG, argument] }))).toMatchObject({
      ok: false,
      code: 'LAUNCH_ARGUMENT',
    });
  });

  test.each([[[]], [[CONFIG, CONFIG]], [['--config=']], [['--config=signer.json']]])(
    'refuses the configuration %j',
    (args) => {
      expect(judgeLaunch(launch({ argv: ['/opt/signer', ...args] }))).toMatchObject({
        ok: false,
        code: 'LAUNCH_CONFIG',
      });
    },
  );

  test.each([
    'ELECTRON_RUN_AS_NODE',
    'electron_no_asar',
    'NODE_OPTIONS',
    'LD_PRELOAD',
    'LD_LIBRARY_PATH',
    'DYLD_INSERT_LIBRARIES',
  ])('refuses the variable %s', (name) => {
    expect(judgeLaunch(launch({ environmentNames: [name] }))).toMatchObject({ ok: false, code: 'LAUNCH_ENVIRONMENT' });
  });

  test("a test build takes the debugger's switches, but needs its configuration too", () => {
    const argv = ['/e', '--inspect=0', '--remote-debugging-port=0', '/opt/app', CONFIG];
    expect(judgeLaunch(launch({ build: 'test', argv, environmentNames: ['NODE_OPTIONS'] }))).toMatchObject({
      ok: true,
    });
    expect(judgeLaunch(launch({ build: 'test', argv: ['/e'] }))).toMatchObject({ ok: false, code: 'LAUNCH_CONFIG' });
  });
});
