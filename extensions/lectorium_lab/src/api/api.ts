/** The course service's routes, one method each. */

import { UUID } from '@lumino/coreutils';

import type { Json } from '../pure/notebook.ts';
import type {
  Announcement,
  AnnouncementCreate,
  AnnouncementPatch,
  AssignmentCreate,
  Attempt,
  AttemptCreate,
  Challenge,
  Class,
  Draft,
  DraftSave,
  DraftSaved,
  Hint,
  HintReveal,
  Hints,
  ItemCard,
  ItemMade,
  ItemPatch,
  Material,
  Me,
  NotebookCheck,
  Outline,
  OutlineOrder,
  Page,
  PracticeCard,
  Quiz,
  QuizReceipt,
  QuizResult,
  ProblemCard,
  ProblemPublish,
  ProblemVersion,
  Published,
  Report,
  Result,
  Sitting,
  UpNext,
  VersionPublish,
  WorkSession,
  Module,
  ModulePatch
} from '../wire.ts';
import type { Client } from './client.ts';
import { isApiError } from './client.ts';

export class Api {
  readonly client: Client;

  constructor(client: Client) {
    this.client = client;
  }

  me(): Promise<Me> {
    return this.client.ask('/me');
  }

  upNext(): Promise<UpNext> {
    return this.client.ask('/up-next');
  }

  classes(): Promise<Class[]> {
    return this.all('/classes');
  }

  item(id: string): Promise<ItemCard> {
    return this.client.ask(`/items/${id}`);
  }

  announcement(id: string): Promise<Announcement> {
    return this.client.ask(`/announcements/${id}`);
  }

  material(id: string): Promise<Material> {
    return this.client.ask(`/materials/${id}`);
  }

  /** A material's file in base64, as Lab's contents take it. */
  async materialFile(id: string): Promise<string> {
    const bytes = await (await this.client.send(`/materials/${id}/file`)).blob();
    return new Promise((done, failed) => {
      const reader = new FileReader();
      reader.onload = () => done(String(reader.result).split(',', 2)[1] ?? '');
      reader.onerror = () => failed(reader.error ?? new Error('The file can’t be read.'));
      reader.readAsDataURL(bytes);
    });
  }

  outline(classId: string): Promise<Outline> {
    return this.client.ask(`/classes/${classId}/outline`);
  }

  join(code: string): Promise<Class> {
    return this.post('/classes/join', { code });
  }

  addModule(classId: string, title: string): Promise<Module> {
    return this.post(`/classes/${classId}/modules`, { title });
  }

  changeModule(id: string, patch: ModulePatch): Promise<Module> {
    return this.client.ask(`/modules/${id}`, { method: 'PATCH', body: patch });
  }

  /** Only an empty one can be removed. */
  removeModule(id: string): Promise<void> {
    return this.client.ask(`/modules/${id}`, { method: 'DELETE' });
  }

  /** Compared with the revision it was made from. */
  reorder(classId: string, order: OutlineOrder): Promise<Outline> {
    return this.client.ask(`/classes/${classId}/outline`, { method: 'PUT', body: order });
  }

  changeItem(id: string, patch: ItemPatch): Promise<ItemCard> {
    return this.client.ask(`/items/${id}`, { method: 'PATCH', body: patch });
  }

  /** Only what nobody has begun can be deleted. */
  removeItem(id: string): Promise<void> {
    return this.client.ask(`/items/${id}`, { method: 'DELETE' });
  }

  announce(moduleId: string, create: AnnouncementCreate): Promise<Announcement> {
    return this.post(`/modules/${moduleId}/announcements`, create);
  }

  changeAnnouncement(id: string, patch: AnnouncementPatch): Promise<Announcement> {
    return this.client.ask(`/announcements/${id}`, { method: 'PATCH', body: patch });
  }

  challenges(): Promise<PracticeCard[]> {
    return this.all('/challenges');
  }

  challenge(id: string): Promise<Challenge> {
    return this.client.ask(`/challenges/${id}`);
  }

  openSession(challengeId: string): Promise<WorkSession> {
    return this.post(`/challenges/${challengeId}/session`, {});
  }

  /** The server's draft; null if there is none yet. */
  async draft(challengeId: string): Promise<Draft | null> {
    try {
      return await this.client.ask<Draft>(`/challenges/${challengeId}/draft`);
    } catch (error) {
      if (isApiError(error, 'no_draft')) {
        return null;
      }
      throw error;
    }
  }

  saveDraft(challengeId: string, save: DraftSave, keepalive = false): Promise<DraftSaved> {
    return this.client.ask(`/challenges/${challengeId}/draft`, { method: 'PUT', body: save, keepalive });
  }

  revision(challengeId: string, revision: number): Promise<Draft> {
    return this.client.ask(`/challenges/${challengeId}/history/${revision}`);
  }

  /** The same key makes the same attempt, however often it is sent. */
  attempt(challengeId: string, create: AttemptCreate, key: string): Promise<Attempt> {
    const path = `/challenges/${challengeId}/attempts`;
    return this.client.ask(path, { method: 'POST', body: create, idempotencyKey: key });
  }

  async attempts(challengeId: string): Promise<Attempt[]> {
    const page = await this.client.ask<Page<Attempt>>(`/challenges/${challengeId}/attempts?limit=50`);
    return page.items;
  }

  hints(challengeId: string): Promise<Hints> {
    return this.client.ask(`/challenges/${challengeId}/hints`);
  }

  /** A step that is taken already comes again and costs nothing; `cost` in points is what was shown. */
  takeHint(challengeId: string, step: number, cost: number): Promise<Hint> {
    return this.post(`/challenges/${challengeId}/hints`, { step, cost } satisfies HintReveal);
  }

  quiz(itemId: string): Promise<Quiz> {
    return this.client.ask(`/items/${itemId}/quiz`);
  }

  quizResult(itemId: string): Promise<QuizResult> {
    return this.client.ask(`/items/${itemId}/quiz/result`);
  }

  /** What is saved of every question; the same key hands in once, however often it is sent. */
  handInQuiz(itemId: string, key: string): Promise<QuizReceipt> {
    return this.client.ask(`/items/${itemId}/quiz/hand-in`, { method: 'POST', body: { answers: [] }, idempotencyKey: key });
  }

  result(attemptId: string): Promise<Result> {
    return this.client.ask(`/attempts/${attemptId}/result`);
  }

  check(check: NotebookCheck): Promise<Report> {
    return this.client.ask('/problems/check', { method: 'POST', body: check });
  }

  publish(publish: ProblemPublish, key: string): Promise<Published> {
    return this.client.ask('/problems', { method: 'POST', body: publish, idempotencyKey: key });
  }

  publishVersion(problemId: string, publish: VersionPublish, key: string): Promise<Published> {
    const path = `/problems/${problemId}/versions`;
    return this.client.ask(path, { method: 'POST', body: publish, idempotencyKey: key });
  }

  problem(problemId: string): Promise<ProblemCard> {
    return this.client.ask(`/problems/${problemId}`);
  }

  version(versionId: string): Promise<ProblemVersion> {
    return this.client.ask(`/problem-versions/${versionId}`);
  }

  /** As its author wrote it, or as students get it. */
  notebookOf(versionId: string, release: boolean): Promise<Json> {
    return this.client.ask(`/problem-versions/${versionId}/notebook?release=${release}`);
  }

  /** What a teacher should know of it comes along. */
  assign(moduleId: string, create: AssignmentCreate): Promise<ItemMade> {
    return this.post(`/modules/${moduleId}/assignments`, create);
  }

  makePractice(versionId: string, title: string): Promise<Challenge> {
    return this.post('/challenges', { problem_version_id: versionId, title: title || null });
  }

  /** My sitting of an exam; before it has begun its rules. */
  sitting(itemId: string): Promise<Sitting> {
    return this.client.ask(`/items/${itemId}/sitting`);
  }

  /** Asked again it is the same one. */
  startSitting(itemId: string): Promise<Sitting> {
    return this.client.ask(`/items/${itemId}/sitting`, { method: 'POST', body: {} });
  }

  handInSitting(itemId: string): Promise<Sitting> {
    return this.post(`/items/${itemId}/sitting/hand-in`, {});
  }

  endSession(challengeId: string): Promise<void> {
    return this.client.ask(`/challenges/${challengeId}/session`, { method: 'DELETE', keepalive: true });
  }

  private post<T>(path: string, body: unknown): Promise<T> {
    return this.client.ask(path, { method: 'POST', body, idempotencyKey: UUID.uuid4() });
  }

  private async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const query: string = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
      const page: Page<T> = await this.client.ask(`${path}?limit=200${query}`);
      items.push(...page.items);
      after = page.next;
    }
    return items;
  }
}
