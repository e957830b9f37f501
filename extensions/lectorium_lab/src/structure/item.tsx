/** An item: what it is, when, and who sees it. */

import { Dialog } from '@jupyterlab/apputils';
import React from 'react';

import { absolute } from '../pure/due.ts';
import { points } from '../pure/format.ts';
import { serverNow } from '../pure/now.ts';
import type { Step } from '../pure/ordering.ts';
import { NamedDialog } from '../ui/dialogs.ts';
import { useKeptFocus } from '../ui/focus.ts';
import { pageUrl } from '../ui/links.ts';
import type { ItemCard } from '../wire.ts';
import { Act, Grip, Moves, Toggle, rowKeys, rowMarks } from './row.tsx';
import type { RowTools } from './row.tsx';
import { WordsForm, isMeant } from './words.tsx';

export function ItemRow({ item, ...tools }: RowTools & { item: ItemCard }): JSX.Element {
  const { desk, zone, drag, keepPlace } = tools;
  const [isEdited, setEdited] = React.useState(false);
  const row = React.useRef<HTMLLIElement>(null);
  useKeptFocus(() => row.current, () => row.current?.querySelector('[data-part="Edit"]') ?? null);
  const shift = (step: Step) => {
    keepPlace();
    desk.shift(item.id, step);
  };
  const show = (is_published: boolean) =>
    void desk.changeIfMeant(
      confirm => desk.house.api.changeItem(item.id, { is_published, confirm }),
      `${item.title} is ${is_published ? 'shown to' : 'hidden from'} students.`,
      isMeant
    );
  return (
    <li ref={row} className={`lct-structure-item${rowMarks(drag, item.id)}`} data-id={item.id} onKeyDown={rowKeys(shift)}>
      <div className="lct-structure-row">
        <Grip title={item.title} begin={event => drag.begin(event, item.id, false)} />
        <div className="lct-structure-what">
          <a href={pageUrl('items', item.id)} target="_blank" rel="noopener">
            {item.title}
          </a>
          {item.is_published ? null : <span className="lct-tag">hidden from students</span>}
          <span className="lct-note">{facts(item, zone)}</span>
        </div>
        <span className="lct-structure-acts">
          <Moves title={item.title} shift={shift} />
          <Toggle title={item.title} isShown={item.is_published} set={show} />
          <Act label="Edit" of={item.title} onClick={() => setEdited(!isEdited)} />
          <Act label="Delete…" of={item.title} onClick={() => void remove(tools, item)} />
        </span>
      </div>
      {isEdited ? <WordsForm desk={desk} moduleId={item.module_id} item={item} zone={zone} close={() => setEdited(false)} /> : null}
    </li>
  );
}

const MODE_WORDS = { exam: 'Exam', homework: 'Homework', practice: 'Practice' } as const;

/** "Homework · 2 problems · 15 points · due Tue 24 Nov, 23:59" */
function facts(item: ItemCard, zone: string): string {
  const now = serverNow(Date.now());
  const size = item.challenge_ids.length;
  const unit = item.content_type === 'quiz' ? 'question' : 'problem';
  const isAhead = item.release_date !== null && Date.parse(item.release_date) > now.getTime();
  return [
    kindOf(item),
    size > 0 ? `${size} ${unit}${size === 1 ? '' : 's'}` : '',
    item.points_total === null ? '' : `${points(item.points_total)} point${item.points_total === 1 ? '' : 's'}`,
    item.due_date === null ? '' : `${item.mode === 'exam' ? 'closes' : 'due'} ${absolute(item.due_date, now, zone)}`,
    isAhead ? `students see it ${absolute(item.release_date!, now, zone)}` : ''
  ]
    .filter(part => part !== '')
    .join(' · ');
}

function kindOf(item: ItemCard): string {
  if (item.content_type === 'assignment') {
    return MODE_WORDS[item.mode ?? 'homework'];
  }
  const kind = { quiz: 'Quiz', material: 'Material', announcement: 'Announcement' }[item.content_type];
  return item.mode === 'exam' ? `${kind} in an exam` : kind;
}

async function remove({ desk }: RowTools, item: ItemCard): Promise<void> {
  const dialog = new NamedDialog({
    title: `Delete “${item.title}”?`,
    body: `${lost(item)} This can’t be undone. To take it out of sight and keep it, hide it.`,
    defaultButton: 0,
    buttons: [Dialog.cancelButton(), Dialog.warnButton({ label: 'Delete for good' })]
  });
  const { button } = await dialog.launch();
  if (button.accept) {
    await desk.change(() => desk.house.api.removeItem(item.id), `${item.title} is deleted.`);
  }
}

function lost(item: ItemCard): string {
  switch (item.content_type) {
    case 'announcement':
      return 'It is lost with its text.';
    case 'material':
      return 'It is lost with its text and its file.';
    default:
      return `Students lose it with its place, dates, exceptions and settings. Its ${item.content_type === 'quiz' ? 'questions' : 'problems'} stay in the library.`;
  }
}
