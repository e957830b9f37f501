/** An item's own words and dates in a form below its row; a new announcement's, too. */

import { Dialog } from '@jupyterlab/apputils';
import React from 'react';

import { ApiError, messageOf } from '../api/errors.ts';
import { wordFaults, wordPatch, wordRefusal, wordsOf } from '../pure/editing.ts';
import type { WordFaults, WordPatch, Words } from '../pure/editing.ts';
import { NamedDialog } from '../ui/dialogs.ts';
import { Field } from '../ui/form.tsx';
import { pageUrl } from '../ui/links.ts';
import { Markdown } from '../ui/markdown.tsx';
import { Button, Empty } from '../ui/parts.tsx';
import type { ItemCard } from '../wire.ts';
import { takesAway } from './desk.ts';
import type { StructureDesk } from './desk.ts';

interface WordsProps {
  desk: StructureDesk;
  moduleId: string;
  /** Null where an announcement is written. */
  item: ItemCard | null;
  zone: string;
  close: () => void;
}

const NOTHING = { title: '', release_date: null, due_date: null };

export function WordsForm(props: WordsProps): JSX.Element {
  const { desk, item, zone } = props;
  const [before, setBefore] = React.useState<Words | null>(item === null ? wordsOf(NOTHING, '', zone) : null);
  const [error, setError] = React.useState('');
  const id = item?.id;
  React.useEffect(() => {
    if (id !== undefined) {
      read(desk, id).then(
        ({ found, text }) => setBefore(wordsOf(found, text, zone)),
        reason => setError(messageOf(reason))
      );
    }
  }, [desk, id, zone]);
  if (before === null) {
    return <Empty>{error === '' ? 'Fetching what it says…' : error}</Empty>;
  }
  return <Fields {...props} before={before} />;
}

/** As it is on the server now, whatever the outline showed. */
async function read(desk: StructureDesk, id: string): Promise<{ found: ItemCard; text: string }> {
  const found = await desk.house.api.item(id);
  const text = found.content_type === 'announcement' ? (await desk.house.api.announcement(id)).body_markdown : '';
  return { found, text };
}

function Fields({ desk, moduleId, item, zone, close, before }: WordsProps & { before: Words }): JSX.Element {
  const [words, setWords] = React.useState(before);
  const [faults, setFaults] = React.useState<WordFaults>({});
  const [isBusy, setBusy] = React.useState(false);
  const set = (part: Partial<Words>) => {
    setWords({ ...words, ...part });
    setFaults(Object.fromEntries(Object.entries(faults).filter(([name]) => !(name in part))));
  };
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    const found = wordFaults(words, zone);
    setFaults(found);
    if (Object.keys(found).length > 0 || isBusy) {
      return;
    }
    setBusy(true);
    try {
      const isDone = await save(desk, moduleId, item, before, words, zone);
      if (isDone) {
        close();
      }
    } catch (reason) {
      setFaults(wordRefusal(reason instanceof ApiError ? reason.problem.field : null, messageOf(reason)));
    }
    setBusy(false);
  };
  const isSaid = item === null || item.content_type === 'announcement';
  const isWork = item !== null && !isSaid && item.content_type !== 'material';
  return (
    <form className="lct-structure-words" noValidate aria-label={item === null ? 'New announcement' : `Edit ${item.title}`} onSubmit={event => void submit(event)}>
      <Field label="Title" fault={faults.title}>
        {marks => <input {...marks} value={words.title} maxLength={200} autoFocus onChange={event => set({ title: event.target.value })} />}
      </Field>
      {isSaid ? <Text words={words} fault={faults.text} set={set} /> : null}
      <Field label="Seen from" fault={faults.opens} note={`As clocks show it in ${zone}. Empty: at once.`}>
        {marks => <input {...marks} type="datetime-local" value={words.opens} onChange={event => set({ opens: event.target.value })} />}
      </Field>
      {isWork ? (
        <Field label={item.mode === 'exam' ? 'Closes' : 'Due'} fault={faults.due}>
          {marks => <input {...marks} type="datetime-local" value={words.due} onChange={event => set({ due: event.target.value })} />}
        </Field>
      ) : null}
      <span className="lct-buttons">
        <button type="submit" className="lct-button lct-accent" aria-disabled={isBusy || undefined}>
          {isBusy ? 'Saving…' : item === null ? 'Announce' : 'Save'}
        </button>
        <Button label="Cancel" minor onClick={close} />
        {item === null ? null : <More item={item} />}
      </span>
    </form>
  );
}

/** What needs more room than a row has. */
function More({ item }: { item: ItemCard }): JSX.Element {
  return (
    <>
      {pagesOf(item).map(([words, ...path]) => (
        <a key={words} className="lct-button lct-minor" href={pageUrl('items', item.id, ...path)} target="_blank" rel="noopener">
          {words} ↗
        </a>
      ))}
    </>
  );
}

function pagesOf({ content_type }: ItemCard): [string, ...string[]][] {
  switch (content_type) {
    case 'announcement':
      return [['On its page', 'edit']];
    case 'material':
      return [['Text and file', 'edit']];
    case 'quiz':
      return [['Questions and settings'], ['Exceptions', 'dates']];
    case 'assignment':
      return [['Problems and settings', 'contents'], ['Exceptions', 'dates']];
  }
}

function Text({ words, fault, set }: { words: Words; fault?: string; set: (part: Partial<Words>) => void }): JSX.Element {
  return (
    <>
      <Field label="Text" fault={fault} note="Markdown; mathematics between dollar signs.">
        {marks => <textarea {...marks} rows={6} value={words.text} onChange={event => set({ text: event.target.value })} />}
      </Field>
      {words.text.trim() === '' ? null : (
        <section className="lct-structure-preview" aria-label="How students read it">
          <p className="lct-note">How students read it</p>
          <Markdown text={words.text} />
        </section>
      )}
    </>
  );
}

/** False where the teacher thought better of it; throws what was refused. */
async function save(desk: StructureDesk, moduleId: string, item: ItemCard | null, before: Words, words: Words, zone: string): Promise<boolean> {
  const { api } = desk.house;
  const patch = wordPatch(before, words, zone);
  if (item === null) {
    const { release_date = null } = patch;
    const create = { title: words.title.trim(), body_markdown: words.text, release_date };
    await desk.changeOrThrow(() => api.announce(moduleId, create), `“${create.title}” is announced.`);
    return true;
  }
  if (Object.keys(patch).length === 0) {
    return true;
  }
  const put = (confirm: boolean) => desk.changeOrThrow(() => send(desk, item, before, patch, confirm), `${words.title.trim()} is changed.`);
  try {
    await put(false);
  } catch (reason) {
    if (!takesAway(reason)) {
      throw reason;
    }
    if (!(await isMeant(reason))) {
      return false;
    }
    await put(true);
  }
  return true;
}

async function send(desk: StructureDesk, item: ItemCard, before: Words, patch: WordPatch, confirm: boolean): Promise<unknown> {
  const { api } = desk.house;
  if (item.content_type !== 'announcement') {
    return api.changeItem(item.id, { ...patch, confirm });
  }
  const now = await api.announcement(item.id);
  if ('body_markdown' in patch && now.body_markdown !== before.text) {
    throw new Error('Somebody else has changed its text meanwhile; yours is still here and isn’t saved. Copy it, cancel, and edit again.');
  }
  const { title, body_markdown, release_date } = patch;
  return api.changeAnnouncement(item.id, { title, body_markdown, ...('release_date' in patch ? { release_date } : {}) });
}

/** What students lose, and whether to do it all the same. */
export async function isMeant(reason: ApiError): Promise<boolean> {
  const dialog = new NamedDialog({
    title: reason.code === 'sittings_running' ? 'Students sit this exam now' : 'This takes time away',
    body: reason.message,
    defaultButton: 0,
    buttons: [Dialog.cancelButton({ label: 'Leave it' }), Dialog.warnButton({ label: 'Do it all the same' })]
  });
  return (await dialog.launch()).button.accept;
}
