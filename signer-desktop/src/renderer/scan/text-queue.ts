/** More texts than this wait only if main hangs; the sender repeats itself, so the oldest may be dropped. */
const MAX_WAITING = 16;
const MAX_REMEMBERED = 5_000;

export interface TextQueue {
  /** Hands over each different text once, in order, the next when the last was taken. */
  add(text: string): void;
  /** The receiver started over: every text counts as new again. */
  forget(): void;
}

export function createTextQueue(submit: (text: string) => Promise<unknown>): TextQueue {
  const remembered = new Set<string>();
  const waiting: string[] = [];
  let sending = false;

  const drain = async (): Promise<void> => {
    if (sending) return;
    sending = true;
    for (let text = waiting.shift(); text !== undefined; text = waiting.shift()) {
      await submit(text).catch(() => remembered.delete(text));
    }
    sending = false;
  };

  return {
    add: (text) => {
      if (remembered.has(text)) return;
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      remembered.add(text);
      waiting.push(text);
      if (waiting.length > MAX_WAITING) remembered.delete(waiting.shift() ?? '');
      void drain();
    },
    forget: () => remembered.clear(),
  };
}
