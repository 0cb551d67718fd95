import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

let started: Promise<string> | undefined;

/** The display to draw on: the one that is there, else an Xvfb of this process's own, ended with it. */
export function ensureDisplay(): Promise<string> {
  const present = process.env.DISPLAY;
  if (present !== undefined && present !== '') return Promise.resolve(present);
  started ??= startXvfb();
  return started;
}

async function startXvfb(): Promise<string> {
  // -ac: the signer runs as another user; nothing listens but a local socket.
  const args = ['-displayfd', '3', '-screen', '0', '1360x1024x24', '-nolisten', 'tcp', '-noreset', '-ac'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  process.on('exit', () => server.kill());
  const pipe = server.stdio[3] as Socket;
  const number = await readLine(server, pipe);
  server.unref();
  pipe.unref();
  return `:${number}`;
}

function readLine(server: ChildProcess, stream: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const fail = () => reject(new Error('Xvfb cannot be started. Run: npm run setup'));
    server.once('error', fail);
    server.once('exit', fail);
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.includes('\n')) resolve(text.trim());
    });
  });
}
