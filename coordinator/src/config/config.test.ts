import { describe, expect, test } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';

const production = {
  VIERAUGEN_MODE: 'production',
  DATABASE_URL: 'postgres://u:p@db/vieraugen',
  ORIGIN: 'https://custody.example',
  RP_ID: 'custody.example',
  TLS_KEY_FILE: '/k',
  TLS_CERTIFICATE_FILE: '/c',
};

test('development needs nothing', () => {
  const config = loadConfig({});
  expect(config).toMatchObject({ mode: 'development', databaseUrl: undefined, port: 8443, rpId: 'localhost' });
  expect(config.loopbackPort).toBe(8080);
});

test('NODE_ENV=production is production', () => {
  expect(() => loadConfig({ NODE_ENV: 'production' })).toThrow(ConfigError);
});

describe('production', () => {
  test('runs with what it needs, without a page without TLS', () => {
    expect(loadConfig(production)).toMatchObject({ mode: 'production', loopbackPort: undefined });
  });

  test.each([
    ['the embedded PostgreSQL', { DATABASE_URL: '' }, 'DATABASE_URL'],
    ['the generated certificate', { TLS_KEY_FILE: '', TLS_CERTIFICATE_FILE: '' }, 'TLS_KEY_FILE'],
    ['a guessed origin', { ORIGIN: '' }, 'ORIGIN'],
    ['an origin without TLS', { ORIGIN: 'http://custody.example' }, 'ORIGIN'],
    ['a KMS without TLS', { KMS_ENDPOINT: 'http://127.0.0.1:1' }, 'KMS_ENDPOINT'],
    ['passkeys for another name', { RP_ID: 'other.example' }, 'RP_ID'],
  ])('refuses %s', (_name, change, setting) => {
    expect(() => loadConfig({ ...production, ...change })).toThrow(setting);
  });
});

test.each([
  [{ PORT: '99999' }],
  [{ PORT: 'x' }],
  [{ DATABASE_URL: 'mysql://x' }],
  [{ KMS_ENDPOINT: 'ftp://x' }],
  [{ VIERAUGEN_MODE: 'prod' }],
  [{ KMS_SIGNATURES_PER_SECOND: '1' }],
  [{ KMS_SIGNATURES_PER_SECOND: '2.5' }],
  [{ TLS_KEY_FILE: '/k' }],
  [{ RPC_URLS: 'http://x' }],
  [{ RPC_URLS: '1=ftp://x' }],
])('refuses %j', (environment) => {
  expect(() => loadConfig(environment)).toThrow(ConfigError);
});

test('reads JSON-RPC endpoints by chain', () => {
  const { rpcUrls } = loadConfig({ RPC_URLS: '1=https://a,https://b;31337=http://127.0.0.1:8545' });
  expect([...rpcUrls]).toEqual([
    [1, ['https://a', 'https://b']],
    [31_337, ['http://127.0.0.1:8545']],
  ]);
});
