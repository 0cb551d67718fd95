import type { AuditEntry } from './audit-api.ts';

/** What acts are about, such as `withdrawal` of `withdrawal.requested`. */
function areaOf(action: string): string {
  return action.split('.')[0] ?? action;
}

export function areasOf(entries: readonly AuditEntry[]): readonly string[] {
  return [...new Set(entries.map((entry) => areaOf(entry.action)))].sort();
}

export function inArea(entry: AuditEntry, area: string): boolean {
  return area === '' || areaOf(entry.action) === area;
}

/** `amount 5, chain eip155:1`; long values cut, as the whole entry is under its hash. */
export function detailText(entry: AuditEntry): string {
  return Object.entries(entry.detail)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name} ${shorten(String(value))}`)
    .join(', ');
}

const LONGEST = 46;

function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, 12)}…${text.slice(-6)}` : text;
}

/** A person's name for `account:ID`; what has no name stays what it is. */
export function nameOfActor(
  actor: string,
  accounts: readonly { readonly id: string; readonly name: string }[],
): string {
  if (actor === 'system') return 'Coordinator';
  if (actor === 'console') return 'Console of the coordinator';
  const account = accounts.find(({ id }) => actor === `account:${id}`);
  return account?.name ?? actor.replace(/^api-key:(.{8}).*$/, 'API key $1…');
}
