/** A bucket that refills evenly: at most `perSecond` calls in any second, in bursts of as many. */
export function createAllowance(perSecond: number): (nowMs: number) => boolean {
  let tokens = perSecond;
  let last = 0;
  return (nowMs) => {
    tokens = Math.min(perSecond, tokens + (Math.max(0, nowMs - last) / 1000) * perSecond);
    last = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
