import { isAbsolute, resolve } from 'node:path';

/** sysexits.h: EX_CONFIG. */
export const EXIT_REFUSED = 78;

export interface Launch {
  readonly build: 'test' | 'release';
  readonly argv: readonly string[];
  readonly environmentNames: readonly string[];
  /** The folder this program was loaded from; an unpackaged Electron has it as its first argument. */
  readonly appDirectory: string;
}

export type LaunchVerdict =
  | { readonly ok: true; readonly configPath: string }
  | { readonly ok: false; readonly code: string; readonly message: string };

const CONFIG_ARGUMENT = '--config=';

/** Each of these changes what code the program runs or where it listens. */
const FORBIDDEN_ENVIRONMENT = [
  /^ELECTRON_/i,
  /^NODE_/i,
  /^LD_/,
  /^DYLD_/,
  /^GTK_MODULES$/,
  /^GCONV_PATH$/,
  /^SSLKEYLOGFILE$/,
];

/**
 * E-51: fuses do not stop switches such as --remote-debugging-port or --no-sandbox, so the release accepts one argument only,
 * and no variable that loads code. A test build needs the debugger's switches and is told apart at build time alone.
 */
export function judgeLaunch(launch: Launch): LaunchVerdict {
  const given = withoutAppDirectory(launch);
  const configs = given.filter((argument) => argument.startsWith(CONFIG_ARGUMENT));
  if (launch.build === 'release') {
    const foreign = given.find((argument) => !argument.startsWith(CONFIG_ARGUMENT));
    if (foreign !== undefined) {
      return refusal(
        'LAUNCH_ARGUMENT',
        'The signer was started with an argument it does not know. Use its own launcher.',
      );
    }
    const variable = launch.environmentNames.find((name) =>
      FORBIDDEN_ENVIRONMENT.some((pattern) => pattern.test(name)),
    );
    if (variable !== undefined) {
      return refusal(
        'LAUNCH_ENVIRONMENT',
        `The variable ${variable} must not be set for the signer. Use its own launcher.`,
      );
    }
  }
  const [config, second] = configs;
  if (config === undefined || second !== undefined) {
    return refusal('LAUNCH_CONFIG', 'Name the configuration file once: --config=/absolute/path/signer.json');
  }
  const configPath = config.slice(CONFIG_ARGUMENT.length);
  if (!isAbsolute(configPath)) return refusal('LAUNCH_CONFIG', 'The path of the configuration file must be absolute.');
  return { ok: true, configPath };
}

function withoutAppDirectory(launch: Launch): readonly string[] {
  const [first, ...rest] = launch.argv.slice(1);
  if (first === undefined) return [];
  const isAppDirectory = !first.startsWith('-') && resolve(first) === launch.appDirectory;
  return isAppDirectory ? rest : [first, ...rest];
}

function refusal(code: string, message: string): LaunchVerdict {
  return { ok: false, code, message };
}
