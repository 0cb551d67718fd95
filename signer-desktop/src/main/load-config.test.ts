import { describe, expect, test } from 'vitest';
import { loadConfig, parseConfig } from './load-config.ts';

const GOOD = {
  dataDirectory: '/var/lib/vieraugen',
  pkcs11: { module: '/usr/lib/hsm.so', sha256: 'ab'.repeat(32) },
  production: false,
};

function parse(over: object, build: 'test' | 'release' = 'release') {
  return parseConfig(JSON.stringify({ ...GOOD, ...over }), build);
}

describe('parseConfig', () => {
  test('takes a whole configuration and fills in the time until the lock', () => {
    expect(parse({})).toEqual({ ok: true, config: { ...GOOD, lockAfterMinutes: 15 } });
  });

  test.each([
    ['an unknown field', { more: 1 }],
    ['a relative data directory', { dataDirectory: 'data' }],
    ['a digest in capitals', { pkcs11: { ...GOOD.pkcs11, sha256: 'AB'.repeat(32) } }],
    ['no digest', { pkcs11: { module: '/usr/lib/hsm.so' } }],
    ['a variable that loads code', { pkcs11: { ...GOOD.pkcs11, environment: { LD_PRELOAD: '/x' } } }],
    ['a variable that is no path', { pkcs11: { ...GOOD.pkcs11, environment: { SOFTHSM2_CONF: 'x' } } }],
    ['no word on production', { production: undefined }],
    ['a lock that never comes', { lockAfterMinutes: 0 }],
  ])('refuses %s', (_what, over) => {
    expect(parse(over)).toMatchObject({ ok: false, code: 'CONFIG_INVALID' });
  });

  test('refuses what is not JSON, and what is too large', () => {
    expect(parseConfig('', 'release')).toMatchObject({ code: 'CONFIG_NOT_JSON' });
    expect(parseConfig(' '.repeat(70_000), 'release')).toMatchObject({ code: 'CONFIG_TOO_LARGE' });
  });

  test('keeps production from test builds and from software tokens', () => {
    expect(parse({ production: true }, 'test')).toMatchObject({ code: 'CONFIG_TEST_BUILD' });
    const environment = { SOFTHSM2_CONF: '/etc/softhsm2.conf' };
    expect(parse({ production: true, pkcs11: { ...GOOD.pkcs11, environment } })).toMatchObject({
      code: 'CONFIG_SOFT_TOKEN',
    });
    expect(parse({ production: true })).toMatchObject({ ok: true });
  });

  test('names a file that cannot be read', () => {
    expect(loadConfig('/no/such/file', 'release')).toMatchObject({ ok: false, code: 'CONFIG_UNREADABLE' });
  });
});
