import type { Locator, Page } from 'playwright';
import { filmElement, writeFilm } from '../support/film.ts';
import type { StoryOfficer } from './officers-of-the-story.ts';
import type { World } from './world.ts';

const SCAN_TIMEOUT_MS = 60_000;

/** The signer's review window, as the officers use it. */
export class SignerDesk {
  readonly #world: Pick<World, 'signerCamera'>;
  readonly page: Page;

  constructor(world: Pick<World, 'signerCamera'>, page: Page) {
    this.#world = world;
    this.page = page;
  }

  press(name: string): Promise<void> {
    return this.page.getByRole('button', { name, exact: true }).click();
  }

  async heading(text: string | RegExp): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name: text }).waitFor({ timeout: SCAN_TIMEOUT_MS });
  }

  /** When it is their turn, the officer chooses their own token and types its PIN. */
  async enterPin(officer: StoryOfficer, turn: number): Promise<void> {
    await this.heading('Your token, please');
    await this.page.getByText(`Officer ${turn} of`).waitFor();
    await chooseToken(this.page.getByLabel('Your token'), officer.token);
    await this.page.getByLabel('PIN', { exact: true }).fill(officer.pin);
    await this.press('Confirm with PIN');
  }

  /** Begins a ceremony whose first step is a scan, and waits until the camera has read what `screen` shows. */
  async scan(begin: string, screen: Locator, next: string | RegExp): Promise<void> {
    writeFilm(this.#world.signerCamera, await filmElement(screen, await picturesOf(screen)));
    await this.press(begin);
    await this.heading(next);
  }

  /** What the window shows for the coordinator: its code, and the words beside it. */
  code(): Locator {
    return this.page.getByRole('img', { name: 'QR code for the coordinator' });
  }

  async words(label: string): Promise<string> {
    return wordsIn(this.page.getByLabel(label));
  }
}

/** Enough pictures that each part is on the film although some were on the screen for too short. */
export async function picturesOf(code: Locator): Promise<number> {
  await code.waitFor();
  const parts = Number(await code.getAttribute('data-part-count'));
  return parts === 1 ? 1 : parts * 3 + 4;
}

/** The eight words in an element, one space between them. */
export async function wordsIn(element: Locator): Promise<string> {
  const text = (await element.first().innerText()).toLowerCase();
  return (text.match(/[a-z]{4}/g) ?? []).join(' ');
}

export async function chooseToken(field: Locator, label: string): Promise<void> {
  const option = field.locator('option', { hasText: label });
  await field.selectOption((await option.getAttribute('value')) ?? '');
}
