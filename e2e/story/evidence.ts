import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFrames, fragmentLengthForFrame } from '@vieraugen/shared/ur';
import type { Page } from 'playwright';
import { toFile } from 'qrcode';

/** Characters of one code at the density that both screens use unless told otherwise (QR version 18, level L). */
const STANDARD_DENSITY = 1046;
const LOADING_TIMEOUT_MS = 10_000;

/** A step of the story that was done, and how long it took. */
export type DoneStep = { readonly step: string; readonly checked: string; readonly milliseconds: number };

/** Tells the story while it happens, and keeps what shows that it happened, if a folder was given. */
export class Evidence {
  readonly steps: DoneStep[] = [];
  readonly #folder: string | undefined;
  readonly #print: (line: string) => void;
  #screens = 0;

  constructor(folder: string | undefined, print: (line: string) => void) {
    this.#folder = folder;
    this.#print = print;
    if (folder) mkdirSync(join(folder, 'screens'), { recursive: true });
  }

  /** Does a step of the story; `act` answers what was checked, in words. */
  async step(step: string, act: () => Promise<string>): Promise<void> {
    const started = performance.now();
    const checked = await act();
    const milliseconds = Math.round(performance.now() - started);
    this.steps.push({ step, checked, milliseconds });
    this.#print(
      `${String(this.steps.length).padStart(2)}. ${step} (${(milliseconds / 1000).toFixed(1)} s)\n      ${checked}`,
    );
  }

  /** Keeps a picture of a page. */
  async screen(page: Page, name: string): Promise<void> {
    if (!this.#folder) return;
    await page.locator('.skeleton').first().waitFor({ state: 'detached', timeout: LOADING_TIMEOUT_MS });
    this.#screens += 1;
    const file = `${String(this.#screens).padStart(2, '0')}-${name}.png`;
    await page.screenshot({ path: join(this.#folder, 'screens', file), fullPage: true });
  }

  /** Keeps every frame of a message as a picture of its own, as a QR reader takes them. */
  async frames(name: string, urType: string, message: Uint8Array): Promise<void> {
    if (!this.#folder) return;
    const folder = join(this.#folder, 'qr', name);
    mkdirSync(folder, { recursive: true });
    const maxFragmentLength = fragmentLengthForFrame(urType, STANDARD_DENSITY);
    const frames = encodeFrames({ type: urType, bytes: message, maxFragmentLength });
    for (let part = 1; part <= frames.partCount; part += 1) {
      await toFile(join(folder, `${String(part).padStart(3, '0')}.png`), frames.frameAt(part), {
        errorCorrectionLevel: 'L',
        scale: 6,
      });
    }
  }

  /** Keeps a file. */
  file(name: string, content: string | Uint8Array): void {
    if (this.#folder) writeFileSync(join(this.#folder, name), content);
  }
}
