/** Putting a version where students find it. */

import { ApiError, messageOf } from '../api/errors.ts';
import { assignmentOf, NEW, refusedAt } from '../pure/placing.ts';
import type { Faults, Wish } from '../pure/placing.ts';
import type { ILectorium } from '../tokens.ts';
import type { ProblemVersion } from '../wire.ts';

/** Asks once more for a place, with what is wrong at its field; null where it is given up. */
export type AskAgain = (wish: Wish, faults: Faults) => Promise<Wish | null>;

const KEPT = 'The version is kept in the library';

/** Sentences on where students find it now. A version is kept even if its place could not be made. */
export async function putInPlace(house: ILectorium, wish: Wish, version: ProblemVersion, askAgain: AskAgain): Promise<string> {
  const modules = new Map<string, string>();
  for (let wanted: Wish | null = wish; wanted !== null; ) {
    try {
      return await place(house, wanted, version, modules);
    } catch (error) {
      const faults = error instanceof ApiError ? refusedAt(error.problem.field, error.message) : null;
      if (faults === null) {
        return `${KEPT}, but it could not be put in its place: ${messageOf(error)}`;
      }
      wanted = await askAgain(wanted, faults);
    }
  }
  return `${KEPT}. It is in no class yet: publish again to choose its place.`;
}

async function place(house: ILectorium, wish: Wish, version: ProblemVersion, modules: Map<string, string>): Promise<string> {
  if (wish.where === 'library') {
    return 'It is in the library. Nothing changes for students.';
  }
  if (wish.where === 'practice') {
    await house.api.makePractice(version.id, wish.title.trim());
    return 'Everybody at your school finds it under Practice.';
  }
  const moduleId = wish.moduleId === NEW ? await newModule(house, wish, modules) : wish.moduleId;
  const item = await house.api.assign(moduleId, assignmentOf(wish, house.store.zoneOf(wish.where) ?? 'UTC', version));
  const name = house.store.className(wish.where);
  const where = item.is_published
    ? `Students of ${name} find “${item.title}” under Courses.`
    : `“${item.title}” is in ${name}, hidden from students until you show it.`;
  return [where, ...item.warnings].join(' ');
}

/** Made once, though what goes into it is refused. */
async function newModule(house: ILectorium, wish: Wish, modules: Map<string, string>): Promise<string> {
  const title = wish.newModule.trim() || 'Assignments';
  const key = `${wish.where} ${title}`;
  const id = modules.get(key) ?? (await house.api.addModule(wish.where, title)).id;
  modules.set(key, id);
  return id;
}
