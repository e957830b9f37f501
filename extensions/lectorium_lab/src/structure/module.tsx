/** A module: what it is called, its items, and what can be added to it. */

import React from 'react';

import type { Step } from '../pure/ordering.ts';
import { useKeptFocus } from '../ui/focus.ts';
import { pageUrl } from '../ui/links.ts';
import { Empty } from '../ui/parts.tsx';
import type { Module } from '../wire.ts';
import type { StructureDesk } from './desk.ts';
import { ItemRow } from './item.tsx';
import { Act, Grip, Moves, Toggle, rowKeys, rowMarks } from './row.tsx';
import type { RowTools } from './row.tsx';
import { TitleForm } from './title.tsx';
import { WordsForm, isMeant } from './words.tsx';

interface ModuleProps extends RowTools {
  module: Module;
  newProblem: () => void;
}

export function ModuleCard({ module, newProblem, ...tools }: ModuleProps): JSX.Element {
  const { desk, drag, keepPlace } = tools;
  const [isRenamed, setRenamed] = React.useState(false);
  const row = React.useRef<HTMLLIElement>(null);
  useKeptFocus(() => row.current, () => row.current?.querySelector('[data-part="grip"]') ?? null);
  const shift = (step: Step) => {
    keepPlace();
    desk.shift(module.id, step);
  };
  const rename = async (title: string) => {
    await desk.changeOrThrow(() => desk.house.api.changeModule(module.id, { title }), `It is called “${title}” now.`);
    setRenamed(false);
  };
  const show = (is_published: boolean) =>
    void desk.changeIfMeant(
      confirm => desk.house.api.changeModule(module.id, { is_published, confirm }),
      is_published ? 'Students see it now.' : 'It is hidden from students.',
      isMeant
    );
  const isEnd = drag.landing?.moduleId === module.id && drag.landing.before === null;
  const name = `the module ${module.title}`;
  return (
    <li ref={row} className={`lct-structure-module${rowMarks(drag, module.id)}`} data-id={module.id} onKeyDown={rowKeys(shift)}>
      <div className="lct-structure-head">
        <Grip title={name} begin={event => drag.begin(event, module.id, true)} />
        {isRenamed ? (
          <TitleForm label="Title" action="Save" value={module.title} save={rename} cancel={() => setRenamed(false)} />
        ) : (
          <h2>
            {module.title} {module.is_published ? null : <span className="lct-tag">hidden from students</span>}
          </h2>
        )}
        <span className="lct-structure-acts">
          <Moves title={name} shift={shift} />
          <Toggle
            title={name}
            isShown={module.is_published}
            set={show}
          />
          {isRenamed ? null : <Act label="Rename" of={name} onClick={() => setRenamed(true)} />}
          {module.items.length > 0 ? null : (
            <Act label="Remove" of={name} onClick={() => void desk.change(() => desk.house.api.removeModule(module.id), `${module.title} is removed.`)} />
          )}
        </span>
      </div>
      <ol className={`lct-structure-items${isEnd ? ' lct-landing-end' : ''}`} aria-label={`Items of ${module.title}`}>
        {module.items.map(item => (
          <ItemRow key={item.id} item={item} {...tools} />
        ))}
      </ol>
      {module.items.length === 0 ? <Empty>Nothing here yet.</Empty> : null}
      <Adding desk={desk} module={module} zone={tools.zone} newProblem={newProblem} />
    </li>
  );
}

/** Announcements are written here; what needs files, the library or questions has a page of its own. */
function Adding({ desk, module, zone, newProblem }: { desk: StructureDesk; module: Module; zone: string; newProblem: () => void }): JSX.Element {
  const [isWriting, setWriting] = React.useState(false);
  const pages: [string, string][] = [
    ['Problem from the library', pageUrl('modules', module.id, 'assignments', 'new')],
    ['Quiz', pageUrl('modules', module.id, 'quizzes', 'new')],
    ['Material', `${pageUrl('classes', desk.classId, 'materials', 'new')}?module=${module.id}`]
  ];
  if (isWriting) {
    return <WordsForm desk={desk} moduleId={module.id} item={null} zone={zone} close={() => setWriting(false)} />;
  }
  return (
    <div className="lct-structure-adds" role="group" aria-label={`Add to ${module.title}`}>
      <span className="lct-note">Add</span>
      <Act label="Announcement" of={`to ${module.title}`} onClick={() => setWriting(true)} />
      <Act label="Notebook problem" of={`to ${module.title}`} onClick={newProblem} />
      {pages.map(([label, address]) => (
        <a key={label} className="lct-button lct-minor" href={address} target="_blank" rel="noopener" aria-label={`${label} to ${module.title}, on its page`}>
          {label} ↗
        </a>
      ))}
    </div>
  );
}
