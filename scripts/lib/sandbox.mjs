import { isRoot } from './paths.mjs';
import { capture } from './run.mjs';

/**
 * Whether Chromium's sandbox, which is made of user namespaces, works on this machine. It does not start for root at all:
 * when tests run as root, they start Electron as `nobody`.
 */
export function canSandbox() {
  if (process.platform !== 'linux') return true;
  const asNobody = ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups'];
  const [program = '', ...args] = [...(isRoot ? asNobody : []), 'unshare', '--user', '--pid', '--fork', 'true'];
  return capture(program, args, { cwd: '/' }).ok;
}
