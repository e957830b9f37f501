/** What was said about one problem, as far back as it was looked up, on whatever machine. */

import type { TutorApi } from '../api/tutor.ts';
import { merged } from '../pure/thread.ts';
import { isTalk } from '../pure/tutor.ts';
import type { InteractionRow, Page } from '../wire.ts';

/** Pages of nothing but runs that are gone through at once on the way to older questions. */
const PAGES = 4;

export class Past {
  private readonly api: TutorApi;
  private readonly challengeId: string;
  private after: string | null = null;
  /** Oldest first. */
  rows: InteractionRow[] = [];
  isLoaded = false;

  constructor(api: TutorApi, challengeId: string) {
    this.api = api;
    this.challengeId = challengeId;
  }

  get hasOlder(): boolean {
    return this.after !== null;
  }

  clear(): void {
    this.rows = [];
    this.after = null;
    this.isLoaded = false;
  }

  /** Something is new, or another than it was. */
  put(row: InteractionRow): void {
    this.rows = merged(this.rows, [row]);
  }

  async newest(): Promise<void> {
    const page = await this.api.history(this.challengeId, null);
    if (this.isLoaded) {
      this.rows = merged(this.rows, page.items);
    } else {
      this.isLoaded = true;
      await this.take(page, 0);
    }
  }

  async older(): Promise<void> {
    if (this.after !== null) {
      await this.take(await this.api.history(this.challengeId, this.after), 0);
    }
  }

  /** Where a page held nothing but runs, the one before it follows. */
  private async take(page: Page<InteractionRow>, gone: number): Promise<void> {
    this.rows = merged(this.rows, page.items);
    this.after = page.next;
    if (page.next !== null && gone < PAGES && !page.items.some(isTalk)) {
      await this.take(await this.api.history(this.challengeId, page.next), gone + 1);
    }
  }
}
