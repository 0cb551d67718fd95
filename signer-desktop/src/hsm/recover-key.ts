/** The compressed public key that a secp256k1 signature (r || s) over a digest leads to with a recovery bit; null if none. */
export type RecoverKey = (digest: Uint8Array, signature: Uint8Array, bit: 0 | 1) => Uint8Array | null;

/**
 * libsecp256k1, compiled to WebAssembly: Electron's cryptography (BoringSSL) does not know the curve, and the HSM must not be
 * the judge of its own signatures. It sees nothing secret and can reach nothing outside itself; it is loaded when a vault
 * signs for the first time, so that it delays no window. The coordinator checks every signature again, with other code.
 */
export async function loadRecoverKey(): Promise<RecoverKey> {
  const { recover } = await import('tiny-secp256k1');
  return (digest, signature, bit) => {
    try {
      return recover(digest, signature, bit, true);
    } catch {
      // It throws for some signatures that lead nowhere, and answers null for others.
      return null;
    }
  };
}
