/** Hands out turns, in the order of asking, as fast as a quota allows. */
export type RateLimit = {
  /** Resolves when the caller may act. */
  turn(): Promise<void>;
};

/** The part of a second's quota that may be used at once: it makes up for timers and garbage collections that come late. */
const BURST = 0.03;
/** What a whole second uses beside the burst. The rest is left for calls that are under way for unequal times. */
const STEADY = 0.94;

/**
 * A token bucket: never more than `perSecond` turns begin in any second, whenever it starts, and a little fewer where the
 * quota is large enough to have a little.
 */
export function limitRate(perSecond: number, now: () => number = () => performance.now()): RateLimit {
  if (!Number.isInteger(perSecond) || perSecond < 2) throw new RangeError('a rate limit is a whole number from 2');
  const capacity = Math.max(1, Math.floor(perSecond * BURST));
  const perMillisecond = Math.min(perSecond * STEADY, perSecond - capacity) / 1000;
  const waiting: (() => void)[] = [];
  let tokens = capacity;
  let filledAt = now();
  let timer: NodeJS.Timeout | undefined;

  const serve = (): void => {
    timer = undefined;
    const time = now();
    tokens = Math.min(capacity, tokens + (time - filledAt) * perMillisecond);
    filledAt = time;
    while (tokens >= 1 && waiting.length > 0) {
      tokens -= 1;
      waiting.shift()?.();
    }
    if (waiting.length > 0) timer = setTimeout(serve, (1 - tokens) / perMillisecond);
  };

  return {
    turn: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        if (timer === undefined) serve();
      }),
  };
}
