/** An item's own words and dates, as its form holds them: what is wrong with them, and what of them changed. */

import { civilOf, instantOf, timeFault } from './civil.ts';

/** Times are civil, of the class's zone; `text` is an announcement's Markdown. */
export interface Words {
  title: string;
  text: string;
  opens: string;
  due: string;
}

export type WordFaults = Partial<Record<keyof Words, string>>;

/** As the service names them. */
export interface WordPatch {
  title?: string;
  body_markdown?: string;
  release_date?: string | null;
  due_date?: string | null;
}

interface Written {
  title: string;
  release_date: string | null;
  due_date: string | null;
}

export function wordsOf(item: Written, text: string, zone: string): Words {
  const civil = (instant: string | null) => (instant === null ? '' : civilOf(Date.parse(instant), zone));
  return { title: item.title, text, opens: civil(item.release_date), due: civil(item.due_date) };
}

/** What would be refused, by its field. */
export function wordFaults(words: Words, zone: string): WordFaults {
  const faults: WordFaults = {
    title: words.title.trim() === '' ? 'Give it a title: students find it by that.' : '',
    opens: timeFault(words.opens, zone),
    due: timeFault(words.due, zone)
  };
  return Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault !== '')) as WordFaults;
}

/** What was changed in the form and nothing else, so that nobody else's change is written over. */
export function wordPatch(before: Words, now: Words, zone: string): WordPatch {
  const instant = (civil: string) => (civil === '' ? null : instantOf(civil, zone));
  return {
    ...(now.title.trim() === before.title ? {} : { title: now.title.trim() }),
    ...(now.text === before.text ? {} : { body_markdown: now.text }),
    ...(now.opens === before.opens ? {} : { release_date: instant(now.opens) }),
    ...(now.due === before.due ? {} : { due_date: instant(now.due) })
  };
}

const FIELDS: Record<string, keyof Words> = {
  title: 'title',
  body_markdown: 'text',
  release_date: 'opens',
  due_date: 'due'
};

/** The service's own refusal at the field that it names; at the title where it names none of the form's. */
export function wordRefusal(field: string | null | undefined, why: string): WordFaults {
  return { [FIELDS[field ?? ''] ?? 'title']: why };
}
