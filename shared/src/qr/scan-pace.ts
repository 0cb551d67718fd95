/** The pace is judged by what came in so many last milliseconds. */
const WINDOW = 3_000;
/** Too little was seen before to say anything. */
const LEAST_TIME = 400;
const LEAST_PARTS = 2;

/**
 * Estimates how long a scan still takes. It is told how many parts are there, how many are needed, and the time in
 * milliseconds; it answers the seconds left, undefined while it cannot tell.
 */
export function createScanPace(): (received: number, needed: number, now: number) => number | undefined {
  let seen: { readonly received: number; readonly at: number }[] = [];
  return (received, needed, now) => {
    if (received < (seen.at(-1)?.received ?? 0)) seen = [];
    seen.push({ received, at: now });
    seen = seen.filter(({ at }) => now - at <= WINDOW);
    const [first] = seen;
    if (first === undefined) return undefined;
    const [parts, time] = [received - first.received, now - first.at];
    if (time < LEAST_TIME || parts < LEAST_PARTS) return undefined;
    return ((needed - received) * time) / parts / 1000;
  };
}

/** Seconds left in words, rounded so that they do not flicker. */
export function timeLeftInWords(seconds: number): string {
  if (seconds < 1.5) return 'about a second left';
  if (seconds < 90) return `about ${seconds < 10 ? Math.round(seconds) : 5 * Math.round(seconds / 5)} seconds left`;
  return `about ${Math.round(seconds / 60)} minutes left`;
}
