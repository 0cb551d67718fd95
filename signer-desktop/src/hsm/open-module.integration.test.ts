import { copyFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HsmConfig, openHsm, runDoctor } from './index.ts';
import { moduleDigest } from './open-module.ts';
import { refusalOf } from './testing/refusal-of.ts';
import { foundVault, openTestHsm } from './testing/vault-fixture.ts';

let station: ReturnType<typeof openTestHsm>;
let config: HsmConfig;
let folder: string;

beforeAll(() => {
  station = openTestHsm();
  config = { module: station.softHsm.module, sha256: station.softHsm.sha256, production: false };
  folder = dirname(station.softHsm.configuration);
});

afterAll(() => station.remove());

const refusal = (change: Partial<HsmConfig>) => refusalOf(() => openHsm({ ...config, ...change }));

test('refuses a relative path, a missing file, and a folder', () => {
  expect(refusal({ module: 'libsofthsm2.so' })).toBe('MODULE_PATH_RELATIVE');
  expect(refusal({ module: relative(process.cwd(), config.module) })).toBe('MODULE_PATH_RELATIVE');
  expect(refusal({ module: join(folder, 'missing.so') })).toBe('MODULE_NOT_FOUND');
  expect(refusal({ module: folder })).toBe('MODULE_NOT_FOUND');
});

test('refuses a file whose hash differs before it is loaded', () => {
  expect(refusal({ sha256: '0'.repeat(64) })).toBe('MODULE_HASH_MISMATCH');
  expect(refusal({ sha256: '' })).toBe('MODULE_HASH_MISMATCH');
  expect(refusal({ sha256: config.sha256.slice(0, 63) })).toBe('MODULE_HASH_MISMATCH');
});

test('refuses a file that is no PKCS#11 library', () => {
  const module = join(folder, 'not-a-library.so');
  writeFileSync(module, 'not a library');
  expect(refusal({ module, sha256: moduleDigest(module) })).toBe('MODULE_UNUSABLE');
});

test('a production station refuses SoftHSM by its name, behind a link, and under another name', () => {
  expect(refusal({ production: true })).toBe('SOFT_HSM_IN_PRODUCTION');
  const link = join(folder, 'vendor-link.so');
  symlinkSync(config.module, link);
  expect(refusal({ module: link, production: true })).toBe('SOFT_HSM_IN_PRODUCTION');
  const copy = join(folder, 'vendor-copy.so');
  copyFileSync(config.module, copy);
  expect(refusal({ module: copy, production: true })).toBe('SOFT_HSM_IN_PRODUCTION');
});

test('the doctor finds a good station good, and names what is wrong with a bad one', () => {
  const hsm = station.reopen();
  const vault = foundVault(hsm, 'vault');
  const checks = hsm.doctor(vault.serial);
  expect(checks.filter(({ state }) => state === 'bad')).toEqual([]);
  expect(checks).toContainEqual(expect.objectContaining({ name: 'Backup key', state: 'good' }));
  expect(checks).toContainEqual(expect.objectContaining({ name: 'Token vault: mechanisms', state: 'good' }));
  expect(checks).toContainEqual(expect.objectContaining({ name: 'Token officer-1: mechanisms', state: 'good' }));
  expect(hsm.doctor('0000')).toContainEqual(expect.objectContaining({ name: 'Vault token', state: 'bad' }));
  const [officer] = vault.officers;
  expect(hsm.doctor(officer?.token.serial)).toContainEqual(
    expect.objectContaining({ name: 'Backup key', state: 'bad' }),
  );
});

test('the doctor of a closed station reports the module first', () => {
  expect(runDoctor({ ...config, sha256: '0'.repeat(64) })).toEqual([
    expect.objectContaining({ name: 'PKCS#11 module', state: 'bad' }),
  ]);
  expect(runDoctor(config)[0]).toMatchObject({ name: 'PKCS#11 module', state: 'good' });
});
