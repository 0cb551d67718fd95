import { demandBrowser, findBrowser } from './browser.mjs';
import { provideElectron } from './electron-program.mjs';
import { installNpmPackages } from './npm-packages.mjs';
import { findNode } from './pinned-node.mjs';
import { compilePkcs11Addon } from './pkcs11-addon.mjs';
import { canSandbox } from './sandbox.mjs';
import { say } from './say.mjs';
import { findSoftHsmModule, installSystemPackages } from './system-packages.mjs';
import { writeToolchain } from './toolchain.mjs';

/**
 * Installs what is missing on this machine, and nothing when nothing is; says each thing it does. Built of Node's own
 * modules alone and of syntax that Node 18 knows, as nothing else is there when it starts.
 * @param {{ retryElectron?: boolean }} [wishes]
 * @returns {Promise<import('./toolchain.mjs').Toolchain>}
 */
export async function setUp({ retryElectron = false } = {}) {
  const node = await prepareNode();
  await installSystemPackages({ needsBrowser: !findBrowser() });
  compilePkcs11Addon(node);
  const electron = await provideElectron(node, { retryDownload: retryElectron });
  const toolchain = {
    node,
    ...electron,
    sandbox: canSandbox(),
    chromium: demandBrowser(),
    softhsmModule: findSoftHsmModule(),
  };
  writeToolchain(toolchain);
  warn(toolchain);
  say(`ready: Electron ${toolchain.electronVersion}, ${toolchain.chromium}, ${toolchain.softhsmModule}`);
  return toolchain;
}

/** The part of the set-up that checks and builds need: the npm packages. Answers the Node that runs the repository. */
export async function prepareNode() {
  await installNpmPackages();
  return findNode();
}

/** @param {import('./toolchain.mjs').Toolchain} toolchain */
function warn({ electronIsFallback, electronVersion, sandbox }) {
  if (electronIsFallback) {
    say(
      `ATTENTION: an OLD Electron, ${electronVersion}, stands in for the pinned one. For development and tests only,`,
    );
    say('           never for a signer that holds keys. To try the download again: npm run setup -- --electron');
  }
  if (!sandbox) {
    say(
      "ATTENTION: user namespaces are forbidden on this machine, so Chromium's sandbox cannot start: tests that need it",
    );
    say(
      '           will fail. Allow them: sysctl kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu), or start the',
    );
    say('           container with a seccomp profile that allows unshare.');
  }
}
