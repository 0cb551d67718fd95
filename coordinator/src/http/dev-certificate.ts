import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { withFileLock } from '../file-lock.ts';

export type TlsFiles = { readonly key: string; readonly certificate: string };
export type DevCertificate = TlsFiles & {
  /** The authority that a person's browser may be told to trust. */
  readonly authorityFile: string;
};

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const LIFE_DAYS = 397;
const RENEW_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * A certificate for localhost, under an authority of its own, made at first start and kept. The authority's key is thrown
 * away right after it signed: who finds these files cannot make another certificate that the browser would trust.
 */
export async function openDevCertificate(folder: string): Promise<DevCertificate> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files = await withFileLock(join(folder, 'lock'), async () => (await readKept(folder)) ?? makeAndKeep(folder));
  return { ...files, authorityFile: join(folder, 'authority.pem') };
}

async function makeAndKeep(folder: string): Promise<TlsFiles> {
  const { authority, key, certificate } = await makeCertificates();
  await write(folder, 'authority.pem', authority);
  await write(folder, 'localhost-key.pem', key);
  await write(folder, 'localhost.pem', certificate);
  return { key, certificate };
}

async function readKept(folder: string): Promise<TlsFiles | undefined> {
  try {
    const key = await readFile(join(folder, 'localhost-key.pem'), 'utf8');
    const certificate = await readFile(join(folder, 'localhost.pem'), 'utf8');
    const { notAfter } = new x509.X509Certificate(certificate);
    return notAfter.getTime() - Date.now() > RENEW_DAYS * DAY_MS ? { key, certificate } : undefined;
  } catch {
    return undefined;
  }
}

async function write(folder: string, name: string, text: string): Promise<void> {
  const file = join(folder, name);
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

async function makeCertificates() {
  const authorityKeys = await newKeys();
  const keys = await newKeys();
  const validity = { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + LIFE_DAYS * DAY_MS) };
  const issuer = 'CN=Vieraugen development authority';
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: issuer,
    keys: authorityKeys,
    ...validity,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=localhost',
    issuer,
    ...validity,
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    extensions: [...leafExtensions(), await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey)],
  });
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    authority: authority.toString('pem'),
    certificate: certificate.toString('pem'),
    key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
  };
}

function leafExtensions(): x509.Extension[] {
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension([
      { type: 'dns', value: 'localhost' },
      { type: 'ip', value: '127.0.0.1' },
      { type: 'ip', value: '::1' },
    ]),
  ];
}

function newKeys() {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}
