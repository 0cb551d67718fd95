import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { giveToSigner } from './ordinary-user.ts';

const SOFTHSM = '/usr/lib/softhsm/libsofthsm2.so';

/** The folder of one signer: configuration, data, SoftHSM tokens. It outlives a launch, so that a signer can be restarted. */
export interface Station {
  readonly directory: string;
  readonly configPath: string;
  readonly dataDirectory: string;
  readonly softhsmConf: string;
  readonly pkcs11Module: string;
  remove(): void;
}

export interface StationOptions {
  /** Replaces or adds fields of `signer.json`. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Makes an empty station that uses SoftHSM, owned by the user that the signer runs as. */
export function createStation(options: StationOptions = {}): Station {
  const directory = mkdtempSync(join(tmpdir(), 'vieraugen-station-'));
  const dataDirectory = join(directory, 'data');
  const tokens = join(directory, 'tokens');
  const softhsmConf = join(directory, 'softhsm2.conf');
  const configPath = join(directory, 'signer.json');
  mkdirSync(dataDirectory);
  mkdirSync(tokens);
  writeFileSync(softhsmConf, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`);
  const config = {
    dataDirectory,
    pkcs11: { module: SOFTHSM, sha256: sha256OfFile(SOFTHSM), environment: { SOFTHSM2_CONF: softhsmConf } },
    production: false,
    ...options.config,
  };
  writeFileSync(configPath, JSON.stringify(config, null, 2));
  giveToSigner(directory);
  const remove = () => rmSync(directory, { recursive: true, force: true });
  return { directory, configPath, dataDirectory, softhsmConf, pkcs11Module: SOFTHSM, remove };
}

function sha256OfFile(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
