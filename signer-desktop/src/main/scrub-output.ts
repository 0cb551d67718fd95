const LONGEST_LINE = 300;

/** E-61: what a PKCS#11 library prints may hold anything. Digits, hexadecimal and base64 runs are masked, lines are cut. */
export function scrubOutput(text: string): string {
  return text
    .split('\n')
    .map((line) => line.slice(0, LONGEST_LINE).replace(/[A-Za-z0-9+/=_-]{12,}|\d{4,}/g, '***'))
    .join('\n');
}
