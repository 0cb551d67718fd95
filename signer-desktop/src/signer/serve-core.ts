import { Refusal } from '@vieraugen/shared/bytes';
import type { Action } from '../ipc/actions.ts';
import { type Reply, refused } from '../ipc/reply.ts';
import type { CreateSignerCore, NativeQuestion, SignerCore } from '../ipc/signer-core.ts';
import { type FromSigner, toSignerSchema } from '../ipc/signer-protocol.ts';

export interface SignerPort {
  post(message: FromSigner): void;
  onMessage(listener: (raw: unknown) => void): void;
}

/**
 * Connects a core to main: parses what arrives, runs one action at a time in the order of arrival, and lets nothing but a
 * code and a sentence out when one fails.
 */
export function serveCore(port: SignerPort, createCore: CreateSignerCore): void {
  const asked = new Map<number, (yes: boolean) => void>();
  let core: SignerCore | undefined;
  let nextQuestion = 1;
  let queue: Promise<void> = Promise.resolve();

  const confirm = (question: NativeQuestion): Promise<boolean> =>
    new Promise((resolve) => {
      const id = nextQuestion++;
      asked.set(id, resolve);
      port.post({ type: 'confirm', id, question });
    });

  port.onMessage((raw) => {
    const message = toSignerSchema.parse(raw);
    switch (message.type) {
      case 'start':
        if (core !== undefined) throw new Error('started twice');
        core = createCore(message.config, { confirm });
        core.onView((update) => port.post({ type: 'view', update }));
        port.post({ type: 'ready' });
        return;
      case 'request': {
        const { id, action } = message;
        const running = core;
        queue = queue.then(async () => port.post({ type: 'reply', id, reply: await answer(running, action) }));
        return;
      }
      case 'confirmed':
        asked.get(message.id)?.(message.yes);
        asked.delete(message.id);
        return;
    }
  });
}

async function answer(core: SignerCore | undefined, action: Action): Promise<Reply> {
  if (core === undefined) return refused('NOT_STARTED', 'The signer has not started yet. Try again in a moment.');
  try {
    return await core.handle(action);
  } catch (error) {
    if (error instanceof Refusal) return refused(error.code, error.message);
    // The name of the error's class is all that may be printed: its text could hold anything.
    process.stderr.write(`${error instanceof Error ? error.name : 'error'} in ${action.type}\n`);
    return refused('INTERNAL', 'The signer failed inside. Nothing was signed by this step. Restart the signer.');
  }
}
