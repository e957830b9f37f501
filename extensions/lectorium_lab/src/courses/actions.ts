/** What the panel can do; the panel itself knows no commands. */

import type { ItemCard } from '../wire.ts';

export interface CourseActions {
  /** Opens a problem's notebook, and its result beside it if asked. */
  open(challengeId: string, withResult: boolean): void;
  /** Opens an exam, which may have to be started first; whether its problems can be seen now. */
  sit(itemId: string): Promise<boolean>;
  /** Opens an announcement or a material. */
  read(itemId: string): void;
  /** Opens a quiz. */
  quiz(itemId: string): void;
  /** Opens the structure editor of a class. */
  structure(classId: string): void;
  newProblem(kind: 'notebook' | 'program'): void;
  refresh(): void;
  close(): void;
}

/** What is read and not handed in. */
export function isReading(item: ItemCard): boolean {
  return item.content_type === 'announcement' || item.content_type === 'material';
}

/** Answered in a widget of its own, all questions at once. */
export function isQuiz(item: ItemCard): boolean {
  return item.content_type === 'quiz';
}

/** Anything one could open in an item? */
export function isWork(item: ItemCard): boolean {
  return item.challenge_ids.length > 0;
}
