/** The cookies of a request (RFC 6265, section 5.4). A name that comes twice counts as absent: one of them is forged. */
export function parseCookies(header: string | undefined): ReadonlyMap<string, string> {
  const pairs = (header ?? '').split(';').map((part) => part.trim().split(/=(.*)/s));
  const names = pairs.map(([name]) => name);
  const cookies = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (name && value !== undefined && names.indexOf(name) === names.lastIndexOf(name)) cookies.set(name, value);
  }
  return cookies;
}
