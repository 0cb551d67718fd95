import { spawn } from 'node:child_process';

/**
 * Vitest's global set-up: one virtual screen for a whole run, unless there is a screen. Test files run in processes that are
 * killed when they are done, so that none of them could be trusted to end a screen of its own.
 * @returns {Promise<(() => Promise<void>) | undefined>} how to end it
 */
export async function setup() {
  if (process.env.DISPLAY) return undefined;
  // -ac: Electron runs as another user than the tests. Nothing listens but a local socket.
  const args = ['-displayfd', '3', '-screen', '0', '1360x1024x24', '-nolisten', 'tcp', '-noreset', '-ac'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => server.once('close', resolve));
  process.once('exit', () => server.kill());
  process.env.DISPLAY = `:${await readNumber(server)}`;
  return async () => {
    delete process.env.DISPLAY;
    server.kill();
    await ended;
  };
}

/**
 * Xvfb writes the number of its display when it is ready.
 * @param {import('node:child_process').ChildProcess} server
 * @returns {Promise<string>}
 */
function readNumber(server) {
  return new Promise((resolve, reject) => {
    server.once('error', () => reject(new Error('Xvfb is missing. Run: npm run setup')));
    server.once('close', (code) => reject(new Error(`Xvfb ended with code ${code} before it was ready.`)));
    server.stdio[3]?.once('data', (chunk) => resolve(String(chunk).trim()));
  });
}
