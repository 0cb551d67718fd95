const TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

const TIME_WITH_SECONDS = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

export function localTimeWithSeconds(iso: string): string {
  return TIME_WITH_SECONDS.format(new Date(iso));
}

export function localTime(iso: string): string {
  return TIME.format(new Date(iso));
}

/** 1234567.5 as 1 234 567.5, with narrow spaces, so that no reader takes a separator for a decimal point. */
export function groupDigits(decimal: string): string {
  const [whole = '', fraction] = decimal.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** 0x1234…abcd, for tables; where something is decided the whole address is shown. */
export function shortAddress(address: string): string {
  return `${address.slice(0, 8)}…${address.slice(-6)}`;
}

/** What is left until a moment, in the largest unit that says enough. */
export function timeLeft(untilIso: string, nowMs: number): string {
  const minutes = Math.floor((Date.parse(untilIso) - nowMs) / 60_000);
  if (minutes < 0) return 'expired';
  if (minutes < 60) return `${minutes} min left`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h left`;
  return `${Math.floor(hours / 24)} days left`;
}
