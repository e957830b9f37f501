/** A class from top to bottom: modules and their items. */

import type { Api } from '../api/api.ts';
import { pageUrl } from '../ui/links.ts';
import { Empty, Section } from '../ui/parts.tsx';
import type { Class, Module, Outline } from '../wire.ts';
import type { CourseActions } from './actions.ts';
import { Item } from './item.tsx';

interface ClassProps {
  home: Class;
  outline: Outline;
  api: Api;
  actions: CourseActions;
}

export function ClassOutline({ home, outline, api, actions }: ClassProps): JSX.Element {
  const staff = home.my_student_data !== 'none' || home.my_content === 'edit';
  const title = home.section === '' ? home.name : `${home.name} · ${home.section}`;
  return (
    <Section title={title} extra={staff ? <StaffLinks home={home} actions={actions} /> : null}>
      {home.join_code === null ? null : (
        <p className="lct-note">
          Students join with the code <code>{home.join_code}</code>
        </p>
      )}
      {outline.modules.length === 0 ? <Empty>{emptyClass(home)}</Empty> : null}
      {outline.modules.map(module => (
        <ModuleItems key={module.id} module={module} news={outline.news} zone={home.time_zone} isStaff={staff} api={api} actions={actions} />
      ))}
    </Section>
  );
}

function emptyClass(home: Class): string {
  return home.my_content === 'edit'
    ? 'No modules yet. Add one under Structure, or publish a notebook into this class, and its module is made on the way.'
    : 'Your teacher hasn’t shown anything here yet. It appears by itself when it is there.';
}

function StaffLinks({ home, actions }: { home: Class; actions: CourseActions }): JSX.Element {
  return (
    <span className="lct-links">
      {home.my_content === 'edit' ? (
        <button type="button" className="lct-link" onClick={() => actions.structure(home.id)}>
          Structure
        </button>
      ) : null}
      <a href={pageUrl('classes', home.id, 'grades')} target="_blank" rel="noopener">
        Grades
      </a>
      <a href={pageUrl('classes', home.id, 'roster')} target="_blank" rel="noopener">
        Roster
      </a>
    </span>
  );
}

interface ModuleProps {
  module: Module;
  news: Outline['news'];
  zone: string;
  isStaff: boolean;
  api: Api;
  actions: CourseActions;
}

function ModuleItems({ module, news, zone, isStaff, api, actions }: ModuleProps): JSX.Element {
  return (
    <details className="lct-module" open>
      <summary>
        {module.title}
        {module.is_published ? null : <span className="lct-tag">hidden from students</span>}
      </summary>
      {module.items.length === 0 ? <Empty>Nothing in this module yet.</Empty> : null}
      <ul className="lct-items">
        {module.items.map(item => (
          <Item key={item.id} item={item} news={news[item.id] ?? null} zone={zone} isStaff={isStaff} api={api} actions={actions} />
        ))}
      </ul>
    </details>
  );
}
