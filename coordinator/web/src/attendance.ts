import { focusManager } from '@tanstack/react-query';

/** After so long without a key or a pointer nobody counts as present. */
const ATTENDED_MS = 5 * 60_000;
const SIGNS_OF_LIFE = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;

/**
 * Reads again and again only while somebody is there. A page that asked by itself for ever would keep a session open that
 * its person has left, and the API could not end it.
 */
export function watchAttendance(): void {
  focusManager.setEventListener((tell) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const present = () => {
      clearTimeout(timer);
      timer = setTimeout(() => tell(false), ATTENDED_MS);
      tell(document.visibilityState === 'visible');
    };
    for (const name of SIGNS_OF_LIFE) addEventListener(name, present, { passive: true });
    addEventListener('visibilitychange', present);
    present();
    return () => {
      clearTimeout(timer);
      for (const name of SIGNS_OF_LIFE) removeEventListener(name, present);
      removeEventListener('visibilitychange', present);
    };
  });
}
