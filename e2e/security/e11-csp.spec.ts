import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import { useSigner } from '../support/use-signer.ts';

const used = useSigner();
let pages: Page[];

beforeAll(async () => {
  const review = await used.signer.review();
  await review.getByRole('button', { name: 'Try the camera' }).click();
  pages = [review, await used.signer.scan()];
});

/** Runs a function in each page; the functions stand for what injected code would try. */
async function inBoth<T>(attempt: () => T | Promise<T>): Promise<T[]> {
  return Promise.all(pages.map((page) => page.evaluate(attempt) as Promise<T>));
}

describe('E-11: content security policy, by what it stops', () => {
  test('an inline script does not run', async () => {
    const ran = await inBoth(() => {
      try {
        const script = document.createElement('script');
        script.append(document.createTextNode('window.injected = true'));
        document.body.append(script);
      } catch {
        // Trusted Types refuse the text before the policy on scripts is asked
      }
      return 'injected' in window;
    });
    expect(ran).toEqual([false, false]);
  });

  test('an inline event handler does not run', async () => {
    const ran = await inBoth(async () => {
      const image = document.createElement('img');
      try {
        image.setAttribute('onerror', 'window.handled = true');
      } catch {
        // Trusted Types refuse the attribute itself
      }
      image.src = 'app://signer/no-such-image';
      document.body.append(image);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return 'handled' in window;
    });
    expect(ran).toEqual([false, false]);
  });

  test('eval and Function are off', async () => {
    const ran = await inBoth(async () => {
      // The debugger's own evaluation lifts the ban while it is on the stack, so the attempts come after it.
      await new Promise((resolve) => setTimeout(resolve, 0));
      const attempts: Record<string, () => unknown> = {
        eval: () => Reflect.get(window, 'eval')('1'),
        Function: () => Reflect.construct(Function, ['return 1'])(),
        setTimeout: () => Reflect.apply(setTimeout, window, ['window.timed = true', 0]),
      };
      return Object.entries(attempts).flatMap(([name, attempt]) => {
        try {
          attempt();
          return [name];
        } catch {
          return [];
        }
      });
    });
    expect(ran).toEqual([[], []]);
  });

  test('strings do not become markup, script addresses or policies', async () => {
    const ran = await inBoth(async () => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      const policies = Reflect.get(window, 'trustedTypes');
      const attempts: Record<string, () => unknown> = {
        innerHTML: () => Reflect.set(document.createElement('div'), 'innerHTML', '<b>x</b>'),
        'script.src': () => Reflect.set(document.createElement('script'), 'src', 'app://signer/review.js'),
        'document.write': () => document.write('<b>x</b>'),
        Worker: () => new Worker('/scan-worker.js'),
        'a default policy': () => policies.createPolicy('default', { createHTML: (text: string) => text }),
        'a second scan-worker policy': () => policies.createPolicy('scan-worker', { createScriptURL: () => 'x' }),
      };
      return Object.entries(attempts).flatMap(([name, attempt]) => {
        try {
          attempt();
          return [name];
        } catch {
          return [];
        }
      });
    });
    expect(ran).toEqual([[], []]);
  });

  test('no request, frame, image or style comes from elsewhere', async () => {
    const outcomes = await inBoth(async () => {
      const attempt = async (run: () => Promise<unknown>) =>
        run().then(
          () => 'loaded',
          () => 'blocked',
        );
      const element = (tag: string, attribute: string, address: string) =>
        new Promise((resolve, reject) => {
          const made = document.createElement(tag);
          made.addEventListener('load', resolve);
          made.addEventListener('error', reject);
          if (tag === 'link') made.setAttribute('rel', 'stylesheet');
          made.setAttribute(attribute, address);
          document.body.append(made);
          setTimeout(reject, 500);
        });
      return Promise.all([
        attempt(() => fetch('app://signer/ui.css')),
        attempt(() => fetch('https://example.org/')),
        attempt(() => element('img', 'src', 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=')),
        attempt(() => element('link', 'href', 'https://example.org/x.css')),
        attempt(() => element('img', 'src', 'https://example.org/x.png')),
      ]);
    });
    for (const outcome of outcomes) expect(new Set(outcome)).toEqual(new Set(['blocked']));
  });

  test('a frame stays empty and has no bridge', async () => {
    const outcomes = await inBoth(async () => {
      const frame = document.createElement('iframe');
      frame.src = 'app://signer/review.html';
      document.body.append(frame);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const inside = frame.contentWindow;
      let bridge = 'none';
      try {
        bridge = inside !== null && 'vieraugen' in inside ? 'bridge' : 'none';
      } catch {
        bridge = 'none';
      }
      frame.remove();
      return bridge;
    });
    expect(outcomes).toEqual(['none', 'none']);
  });

  test('WebAssembly does not compile', async () => {
    const outcomes = await inBoth(() =>
      WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(
        () => 'ran',
        () => 'refused',
      ),
    );
    expect(outcomes).toEqual(['refused', 'refused']);
  });
});
