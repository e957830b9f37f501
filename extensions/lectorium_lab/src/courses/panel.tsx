/** The left panel: Courses. */

import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';

import { signInUrl } from '../ui/links.ts';
import { Banner, Button, Empty, PanelHead, Section } from '../ui/parts.tsx';
import { coursesIcon } from '../ui/icons.ts';
import type { ILectorium } from '../tokens.ts';
import type { CourseActions } from './actions.ts';
import { Join } from './join.tsx';
import { ClassOutline } from './outline.tsx';
import { Practice } from './practice.tsx';
import type { Courses } from './store.ts';
import { UpNext } from './upnext.tsx';

/** Relative times grow stale; the panel is drawn again this often. */
const REDRAW = 30_000;

export class CoursesPanel extends ReactWidget {
  private readonly house: ILectorium;
  private readonly actions: CourseActions;
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(house: ILectorium, actions: CourseActions) {
    super();
    this.house = house;
    this.actions = actions;
    this.id = 'lectorium-courses';
    this.title.icon = coursesIcon;
    this.title.caption = 'Courses';
    this.node.setAttribute('aria-label', 'Courses');
    this.node.setAttribute('role', 'region');
    this.addClass('lct-panel');
    this.node.tabIndex = -1;
    this.timer = setInterval(() => this.isVisible && this.update(), REDRAW);
    house.api.client.connectionChanged.connect(() => this.update());
  }

  dispose(): void {
    clearInterval(this.timer);
    super.dispose();
  }

  protected render(): JSX.Element {
    return (
      <UseSignal signal={this.house.store.changed}>{() => <Body house={this.house} actions={this.actions} />}</UseSignal>
    );
  }
}

function Body({ house, actions }: { house: ILectorium; actions: CourseActions }): JSX.Element {
  const { store, api } = house;
  return (
    <>
      <PanelHead title="Courses" close={actions.close}>
        <Button label={store.busy ? 'Refreshing…' : 'Refresh'} minor waiting={store.busy} onClick={actions.refresh} />
      </PanelHead>
      <Connection house={house} actions={actions} />
      {store.error === '' ? null : <Banner tone="bad">{store.error}</Banner>}
      {store.courses === null ? (
        <Waiting busy={store.busy} />
      ) : (
        <Loaded courses={store.courses} house={house} actions={actions} />
      )}
      {store.courses === null ? null : <Join api={api} joined={actions.refresh} />}
    </>
  );
}

function Waiting({ busy }: { busy: boolean }): JSX.Element {
  return <Empty>{busy ? 'Looking up your classes…' : 'Your classes will appear here.'}</Empty>;
}

/** Offline or signed out is no catastrophe: work goes on, drafts wait. */
function Connection({ house, actions }: { house: ILectorium; actions: CourseActions }): JSX.Element | null {
  switch (house.api.client.connection) {
    case 'ok':
      return null;
    case 'offline':
      return (
        <Banner>
          <span>The course service can’t be reached. You can go on working: drafts wait here and are sent when it is back.</span>
          <Button label="Try again" onClick={actions.refresh} />
        </Banner>
      );
    case 'signin':
      return (
        <Banner>
          <span>Your sign-in has expired. You can go on working: drafts wait here and are sent when you have signed in.</span>
          <span className="lct-banner-actions">
            <a className="lct-button lct-accent" href={signInUrl()} target="_blank" rel="noopener">
              Sign in again
            </a>
            <Button label="Done, try again" onClick={actions.refresh} />
          </span>
        </Banner>
      );
  }
}

function Loaded({ courses, house, actions }: { courses: Courses; house: ILectorium; actions: CourseActions }): JSX.Element {
  return (
    <>
      <UpNext courses={courses} actions={actions} />
      {house.store.isAuthor ? <Authoring actions={actions} /> : null}
      {courses.classes.map(home => (
        <ClassOutline key={home.id} home={home} outline={courses.outlines.get(home.id)!} api={house.api} actions={actions} />
      ))}
      <Practice found={courses.practice} actions={actions} />
    </>
  );
}

function Authoring({ actions }: { actions: CourseActions }): JSX.Element {
  return (
    <Section title="Author">
      <p className="lct-note">Open any notebook and choose “Author” in its toolbar, or begin with a template.</p>
      <div className="lct-buttons">
        <Button label="New notebook problem" onClick={() => actions.newProblem('notebook')} />
        <Button label="New program problem" onClick={() => actions.newProblem('program')} />
      </div>
    </Section>
  );
}
