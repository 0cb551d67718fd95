/**
 * Reads the tokens of a demo's station with pkcs11-tool, a program that we did not write: what an officer's token holds, what
 * anybody sees of the vault's, and, with the shares of two officers, the attributes of the vault's keys.
 *
 *     node e2e/demo/read-tokens.ts STATION_FOLDER
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openHsm } from '@vieraugen/signer-desktop/testing/hsm';
import { openTestVault } from '@vieraugen/signer-desktop/testing/vault-pin';
import { OFFICERS } from '../story/officers-of-the-story.ts';

const ABOUT_EXTRACTABLE = `A chain key is "extractable" under the trusted backup key alone: CKA_WRAP_WITH_TRUSTED is set, which pkcs11-tool
does not print. signer-desktop/src/hsm/key-protection.integration.test.ts tries every other way out.`;

/** What pkcs11-tool says of the tokens of a station. */
export function readTokens(stationFolder: string): string {
  const { pkcs11, dataDirectory } = JSON.parse(readFileSync(join(stationFolder, 'signer.json'), 'utf8'));
  process.env.SOFTHSM2_CONF = join(stationFolder, 'softhsm2.conf');
  const tool = (title: string, args: readonly string[], pin?: string): string => {
    const login = pin === undefined ? [] : ['--login', '--pin', 'env:TOKEN_PIN'];
    const { stdout, stderr } = spawnSync('pkcs11-tool', ['--module', pkcs11.module, ...args, ...login], {
      encoding: 'utf8',
      env: { ...process.env, TOKEN_PIN: pin ?? '' },
    });
    return `== ${title}\n${stdout}${stderr}\n`;
  };
  const hsm = openHsm({ module: pkcs11.module, sha256: pkcs11.sha256, production: false });
  const [first, second] = OFFICERS;
  const vault = openTestVault(hsm, dataDirectory, [first, second]);
  const label = hsm.listTokens().find((token) => token.serial === vault.serial)?.label ?? '';
  hsm.close();
  const ofVault = ['--token-label', label, '--list-objects'];
  return [
    tool('The tokens', ['--list-token-slots']),
    tool(`The token of ${first.name}, with its PIN`, ['--token-label', first.token, '--list-objects'], first.pin),
    tool('The vault, as anybody sees it', ofVault),
    tool(
      `The vault, with the PIN of ${first.name}: refused, for no officer knows the PIN of the vault`,
      ofVault,
      first.pin,
    ),
    tool(
      `The vault, with the PIN that the shares of ${first.name} and ${second.name} make together`,
      ofVault,
      vault.pin,
    ),
    ABOUT_EXTRACTABLE,
  ].join('\n');
}

const [, program, folder] = process.argv;
if (program?.endsWith('read-tokens.ts')) {
  if (!folder) throw new Error('Usage: node e2e/demo/read-tokens.ts STATION_FOLDER');
  console.log(readTokens(folder));
}
