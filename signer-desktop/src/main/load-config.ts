import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { type StationConfig, stationConfigSchema } from '../ipc/station-config.ts';

export type LoadedConfig =
  | { readonly ok: true; readonly config: StationConfig }
  | { readonly ok: false; readonly code: string; readonly message: string };

const MAX_CONFIG_BYTES = 64 * 1024;

/** Reads and parses `signer.json`. What it does not know, it refuses. */
export function loadConfig(path: string, build: 'test' | 'release'): LoadedConfig {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return refusal('CONFIG_UNREADABLE', `The configuration file ${path} cannot be read.`);
  }
  return parseConfig(text, build);
}

export function parseConfig(text: string, build: 'test' | 'release'): LoadedConfig {
  if (text.length > MAX_CONFIG_BYTES)
    return refusal('CONFIG_TOO_LARGE', 'The configuration file is larger than 64 KiB.');
  const json = parseJson(text);
  if (json === undefined) return refusal('CONFIG_NOT_JSON', 'The configuration file is not JSON.');
  const parsed = stationConfigSchema.safeParse(json);
  if (!parsed.success) {
    return refusal('CONFIG_INVALID', `The configuration file is not valid:\n${z.prettifyError(parsed.error)}`);
  }
  return judgeConfig(parsed.data, build);
}

function judgeConfig(config: StationConfig, build: 'test' | 'release'): LoadedConfig {
  if (build === 'test' && config.production) {
    return refusal('CONFIG_TEST_BUILD', 'This is a test build. It does not open a production station.');
  }
  if (config.production && config.pkcs11.environment?.SOFTHSM2_CONF !== undefined) {
    return refusal('CONFIG_SOFT_TOKEN', 'A production station does not use SoftHSM. Remove SOFTHSM2_CONF.');
  }
  return { ok: true, config };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(code: string, message: string): LoadedConfig {
  return { ok: false, code, message };
}
