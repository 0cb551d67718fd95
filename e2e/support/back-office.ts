import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright';
import { chromiumProgram } from './toolchain.ts';

/** A person at the back office: a browser of their own, with a passkey of their own in it. */
export type Person = {
  readonly name: string;
  readonly page: Page;
  /** A fresh WebAuthn authenticator that verifies its user, as a fingerprint reader would. */
  readonly authenticator: { readonly session: CDPSession; readonly id: string };
  close(): Promise<void>;
};

/** Chromium with a camera that plays `cameraFile` to every page. */
export async function launchBrowser(cameraFile: string, headless = true): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumProgram(),
    headless,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${cameraFile}`,
    ],
  });
}

/** Opens a browser of their own for a person. The certificate is the development one, trusted for this browser alone. */
export async function enterAs(browser: Browser, name: string, origin: string): Promise<Person> {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    viewport: { width: 1440, height: 960 },
    permissions: ['camera'],
    baseURL: origin,
  });
  const page = await context.newPage();
  return { name, page, authenticator: await addAuthenticator(context, page), close: () => context.close() };
}

async function addAuthenticator(context: BrowserContext, page: Page): Promise<Person['authenticator']> {
  const session = await context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { session, id: authenticatorId };
}
