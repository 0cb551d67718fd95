/** What we use of secrets.js 2.0.0. Its own types leave out that the random source may be a function. */
declare module 'secrets.js-grempe' {
  const secrets: {
    /** `random(bits)` answers that many binary digits. */
    setRNG(random: (bits: number) => string): boolean;
    share(secretHex: string, count: number, quorum: number): string[];
    combine(shares: readonly string[]): string;
  };
  export = secrets;
}
