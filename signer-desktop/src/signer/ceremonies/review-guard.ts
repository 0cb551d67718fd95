import { refuseUnless, taggedDigest, toHex } from '@vieraugen/shared/bytes';
import { encodeCbor } from '@vieraugen/shared/cbor';
import { REVIEW_IDLE_LIMIT, type Workshop } from './ceremony.ts';

/**
 * Binds an approval to what was on the screen. Each showing has its own id, a hash of the subject and of the showing; an
 * approval names it, and it counts once, while somebody is there.
 */
export class ReviewGuard {
  readonly #workshop: Workshop;
  readonly #subject: Uint8Array;
  #showing = 0;
  #lastSign: number;

  constructor(workshop: Workshop, subject: Uint8Array) {
    this.#workshop = workshop;
    this.#subject = subject;
    this.#lastSign = workshop.now();
  }

  get id(): string {
    return toHex(taggedDigest('vieraugen/1 review', encodeCbor([this.#subject, this.#showing])));
  }

  /** A person did something on this screen: they are still reading. */
  stillReading(): void {
    if (!this.#isStale()) this.#lastSign = this.#workshop.now();
  }

  /** The next showing: of the same to another officer, or to the same one again. */
  showAgain(): void {
    this.#showing += 1;
    this.#lastSign = this.#workshop.now();
  }

  /** Takes the id of an approval. Refuses with REVIEW_STALE or REVIEW_NOT_SHOWN; the review is then to be shown again. */
  take(reviewId: string): void {
    const { id } = this;
    const isStale = this.#isStale();
    this.showAgain();
    refuseUnless(
      reviewId === id,
      'REVIEW_NOT_SHOWN',
      'The approval was for something else than what is on the screen. Read it again, then approve.',
    );
    refuseUnless(
      !isStale,
      'REVIEW_STALE',
      'Nothing was done here for more than five minutes. Read it again, then approve.',
    );
  }

  #isStale(): boolean {
    return this.#workshop.now() - this.#lastSign > REVIEW_IDLE_LIMIT;
  }
}
