/** What the Courses panel shows, fetched together and kept until something happens. */

import { Signal } from '@lumino/signaling';
import type { ISignal } from '@lumino/signaling';

import type { Api } from '../api/api.ts';
import type { Events } from '../api/events.ts';
import { ApiError, messageOf } from '../api/errors.ts';
import type { PracticeCard, Class, ItemCard, Me, Outline } from '../wire.ts';

export interface Courses {
  me: Me;
  upNext: ItemCard[];
  classes: Class[];
  outlines: Map<string, Outline>;
  practice: PracticeCard[];
}

const STALE = 60_000;
/** While the service can't be reached, it is asked this often. */
const AGAIN = 15_000;
/** Several events within this time are answered by one refresh. */
const GATHER = 400;

export class CourseStore {
  private readonly api: Api;
  private readonly events: Events;
  private readonly updated = new Signal<this, void>(this);
  private pending: ReturnType<typeof setTimeout> | null = null;
  private running: Promise<void> | null = null;
  private loadedAt = 0;
  courses: Courses | null = null;
  /** What went wrong with the last refresh, if it wasn't the connection. */
  error = '';

  constructor(api: Api, events: Events) {
    this.api = api;
    this.events = events;
    events.grading.connect((_, event) => event.status === 'completed' && this.refreshSoon());
    events.sitting.connect((_, event) => event.student_id === this.courses?.me.id && this.refreshSoon());
    window.addEventListener('focus', () => Date.now() - this.loadedAt > STALE && this.refreshSoon());
    window.addEventListener('online', () => this.refreshSoon());
    api.client.connectionChanged.connect((_, connection) => connection === 'ok' && !this.busy && this.refreshSoon());
  }

  get changed(): ISignal<this, void> {
    return this.updated;
  }

  get busy(): boolean {
    return this.running !== null;
  }

  /** Whether this person writes problems: by role, or by what a class allows. */
  get isAuthor(): boolean {
    const me = this.courses?.me;
    if (me === undefined) {
      return false;
    }
    return ['teacher', 'ta', 'admin'].includes(me.role) || me.classes.some(one => one.content === 'edit');
  }

  refreshSoon(): void {
    this.pending ??= setTimeout(() => {
      this.pending = null;
      void this.refresh();
    }, GATHER);
  }

  /** Never rejects: trouble is shown, and the last good state stays. */
  refresh(): Promise<void> {
    this.running ??= this.load().finally(() => {
      this.running = null;
      this.updated.emit();
    });
    this.updated.emit();
    return this.running;
  }

  private async load(): Promise<void> {
    try {
      const [me, upNext, classes, practice] = await Promise.all([
        this.api.me(),
        this.api.upNext(),
        this.api.classes(),
        this.api.challenges()
      ]);
      const shown = classes.filter(one => !one.is_archived);
      const outlines = await Promise.all(shown.map(one => this.api.outline(one.id)));
      const byClass = new Map(outlines.map(outline => [outline.class_id, outline]));
      this.courses = { me, upNext: upNext.items.slice(0, 3), classes: shown, outlines: byClass, practice };
      this.error = '';
      this.loadedAt = Date.now();
      this.events.start();
    } catch (error) {
      const isConnection = error instanceof ApiError && error.kind !== 'refused';
      this.error = isConnection ? '' : messageOf(error);
      setTimeout(() => this.refreshSoon(), isConnection ? AGAIN : STALE);
    }
  }

  /** What the item with this problem is called; '' if it is in none that is shown. */
  titleOf(challengeId: string): string {
    const practice = this.courses?.practice.find(one => one.id === challengeId);
    return this.itemOf(challengeId)?.title ?? practice?.title ?? '';
  }

  /** The item with this problem, if it is in one that is shown. */
  itemOf(challengeId: string): ItemCard | undefined {
    const modules = [...(this.courses?.outlines.values() ?? [])].flatMap(outline => outline.modules);
    return modules.flatMap(module => module.items).find(item => item.challenge_ids.includes(challengeId));
  }

  /** The zone of a class's clocks, if it is one that is shown. */
  zoneOf(classId: string | null): string | undefined {
    return this.courses?.classes.find(one => one.id === classId)?.time_zone;
  }

  className(classId: string): string {
    return this.courses?.classes.find(one => one.id === classId)?.name ?? '';
  }
}
