import { utilityProcess } from 'electron';
import type { Action } from '../ipc/actions.ts';
import { type Reply, refused } from '../ipc/reply.ts';
import type { NativeQuestion } from '../ipc/signer-core.ts';
import { type FromSigner, fromSignerSchema, type ToSigner } from '../ipc/signer-protocol.ts';
import type { StationConfig } from '../ipc/station-config.ts';
import type { ViewUpdate } from '../ipc/views.ts';
import { scrubOutput } from './scrub-output.ts';

export interface SignerProcessEvents {
  readonly onView: (update: ViewUpdate) => void;
  readonly onConfirm: (question: NativeQuestion) => Promise<boolean>;
  /** Called once, however the process ends. */
  readonly onStopped: () => void;
  /** Scrubbed output of the process, for developers; a release ignores it. */
  readonly onOutput: (text: string) => void;
}

export interface SignerProcess {
  request(action: Action): Promise<Reply>;
  /** Ends the process at once; what it held in memory is gone. */
  kill(): void;
}

const STOPPED = refused(
  'SIGNER_STOPPED',
  'The signer process has ended. Nothing was signed by this step. Restart the signer.',
);

/** Starts the trusted core in its own process. There is no retry of anything: a request that was lost is told as lost. */
export function startSignerProcess(script: string, config: StationConfig, events: SignerProcessEvents): SignerProcess {
  const child = utilityProcess.fork(script, [], {
    serviceName: 'vieraugen-signer',
    stdio: 'pipe',
    env: signerEnvironment(config),
    ...(process.platform === 'darwin' ? { allowLoadingUnsignedLibraries: true } : {}),
  });
  const waiting = new Map<number, (reply: Reply) => void>();
  let nextId = 1;
  let alive = true;

  const send = (message: ToSigner): void => {
    if (alive) child.postMessage(message);
  };
  const stop = (): void => {
    if (!alive) return;
    alive = false;
    for (const answer of waiting.values()) answer(STOPPED);
    waiting.clear();
    events.onStopped();
  };
  const receive = (raw: unknown): void => {
    const parsed = fromSignerSchema.safeParse(raw);
    if (parsed.success && alive) dispatch(parsed.data);
    // A core that says what the protocol does not know is not trusted any further.
    else if (alive) child.kill();
  };
  const dispatch = (message: FromSigner): void => {
    switch (message.type) {
      case 'ready':
        return;
      case 'view':
        events.onView(message.update);
        return;
      case 'reply':
        waiting.get(message.id)?.(message.reply);
        waiting.delete(message.id);
        return;
      case 'confirm': {
        const { id } = message;
        const answer = (yes: boolean): void => send({ type: 'confirmed', id, yes });
        events.onConfirm(message.question).then(answer, () => answer(false));
        return;
      }
    }
  };

  child.on('message', receive);
  child.on('exit', stop);
  child.stdout?.on('data', (chunk: Buffer) => events.onOutput(scrubOutput(chunk.toString('utf8'))));
  child.stderr?.on('data', (chunk: Buffer) => events.onOutput(scrubOutput(chunk.toString('utf8'))));
  send({ type: 'start', config });

  return {
    request: (action) =>
      alive
        ? new Promise((resolve) => {
            const id = nextId++;
            waiting.set(id, resolve);
            send({ type: 'request', id, action });
            wipeBytes(action);
          })
        : Promise.resolve(STOPPED),
    kill: () => {
      child.kill();
      stop();
    },
  };
}

/** E-60: an empty object would hand over every variable of ours, so there is always one. */
function signerEnvironment(config: StationConfig): Record<string, string> {
  const given = Object.entries(config.pkcs11.environment ?? {}).filter(([, value]) => value !== undefined);
  const windows = process.platform === 'win32' ? { SystemRoot: process.env.SystemRoot ?? 'C:\\Windows' } : {};
  return { VIERAUGEN_PROCESS: 'signer', ...windows, ...Object.fromEntries(given) };
}

/** The message was copied when it was sent: the copy of a PIN that passed through here is overwritten at once. */
function wipeBytes(action: Action): void {
  for (const value of Object.values(action)) if (value instanceof Uint8Array) value.fill(0);
}
