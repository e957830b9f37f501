/** The structure of a class in the main area: modules and items in one order, changed where they stand. */

import { MainAreaWidget } from '@jupyterlab/apputils';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import React from 'react';

import type { ILectorium } from '../tokens.ts';
import { structureIcon } from '../ui/icons.ts';
import { pageUrl } from '../ui/links.ts';
import { Rendering } from '../ui/markdown.tsx';
import { Banner, Button, Empty } from '../ui/parts.tsx';
import type { Class } from '../wire.ts';
import { StructureDesk } from './desk.ts';
import { useDrag } from './drag.ts';
import { ModuleCard } from './module.tsx';
import { TitleForm } from './title.tsx';

export function structureId(classId: string): string {
  return `lectorium-structure-${classId}`;
}

export interface EditorTools {
  house: ILectorium;
  rendermime: IRenderMimeRegistry;
  newProblem: () => void;
}

export function openStructure(tools: EditorTools, home: Class): MainAreaWidget<StructureEditor> {
  const widget = new MainAreaWidget({ content: new StructureEditor(tools, home) });
  widget.toolbar.hide();
  widget.id = structureId(home.id);
  widget.title.label = `Structure: ${home.name}`;
  widget.title.caption = `Structure of ${home.name}`;
  widget.title.icon = structureIcon;
  widget.title.closable = true;
  return widget;
}

export class StructureEditor extends ReactWidget {
  private readonly desk: StructureDesk;
  private readonly tools: EditorTools;
  private readonly home: Class;

  constructor(tools: EditorTools, home: Class) {
    super();
    this.tools = tools;
    this.home = home;
    this.desk = new StructureDesk(tools.house, home.id);
    this.addClass('lct-structure');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', `Structure of ${home.name}`);
    void this.desk.load();
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this.desk.dispose();
    }
    super.dispose();
  }

  protected render(): JSX.Element {
    return (
      <Rendering.Provider value={this.tools.rendermime}>
        <UseSignal signal={this.desk.changed}>
          {() => <Body desk={this.desk} home={this.home} newProblem={this.tools.newProblem} />}
        </UseSignal>
      </Rendering.Provider>
    );
  }
}

interface BodyProps {
  desk: StructureDesk;
  home: Class;
  newProblem: () => void;
}

function Body({ desk, home, newProblem }: BodyProps): JSX.Element {
  const list = React.useRef<HTMLOListElement>(null);
  const drag = useDrag(list, (id, { moduleId, before }) => desk.put(id, moduleId, before));
  const keepPlace = useKeptPlace(list);
  return (
    <>
      <div className="lct-structure-top">
        <h1>{home.section === '' ? home.name : `${home.name} · ${home.section}`}</h1>
        <a href={pageUrl('classes', home.id, 'structure')} target="_blank" rel="noopener">
          On the page ↗
        </a>
      </div>
      <p className="lct-note">
        Students see this order. Drag by the handle, or press Alt with ↑ or ↓ in a row. Times are as clocks show them in {home.time_zone}.
      </p>
      {desk.error === '' ? null : (
        <div role="alert" className="lct-banner lct-banner-bad">
          {desk.error}
        </div>
      )}
      <p className="lct-structure-news" role="status">
        {desk.busy ? 'Saving…' : desk.news}
      </p>
      {desk.outline === null ? <Waiting desk={desk} /> : null}
      {desk.outline !== null && desk.modules.length === 0 ? (
        <Empty>This class has no modules yet. Add the first below, then fill it: announce something, or publish a notebook into it.</Empty>
      ) : null}
      <ol ref={list} className="lct-structure-modules" aria-label="Modules" aria-busy={desk.busy}>
        {desk.modules.map(module => (
          <ModuleCard key={module.id} desk={desk} module={module} zone={home.time_zone} drag={drag} keepPlace={keepPlace} newProblem={newProblem} />
        ))}
      </ol>
      {desk.outline === null ? null : <AddModule desk={desk} />}
    </>
  );
}

function Waiting({ desk }: { desk: StructureDesk }): JSX.Element {
  return desk.error === '' ? <Empty>Fetching the structure…</Empty> : <Banner><Button label="Try again" onClick={() => void desk.load()} /></Banner>;
}

function AddModule({ desk }: { desk: StructureDesk }): JSX.Element {
  const [count, setCount] = React.useState(0);
  const add = async (title: string) => {
    await desk.changeOrThrow(() => desk.house.api.addModule(desk.classId, title), `Module “${title}” added.`);
    setCount(count + 1);
  };
  return (
    <section className="lct-structure-add" aria-label="Add a module">
      <TitleForm key={count} label="New module" example="Such as “Week 3: loops”" action="Add" save={add} />
    </section>
  );
}

/** What is moved leaves the page for a moment, and takes the keyboard along: it gets it back where it is put. */
function useKeptPlace(list: React.RefObject<HTMLElement>): () => void {
  const place = React.useRef<{ id: string; part: string } | null>(null);
  React.useLayoutEffect(() => {
    const { current } = place;
    if (current !== null) {
      const row = list.current?.querySelector(`[data-id="${current.id}"]`);
      row?.querySelector<HTMLElement>(`[data-part="${current.part}"]`)?.focus();
      row?.scrollIntoView({ block: 'nearest' });
    }
    place.current = null;
  });
  return () => {
    const part = document.activeElement?.closest<HTMLElement>('[data-part]');
    const row = part?.closest<HTMLElement>('[data-id]');
    place.current = part == null || row == null ? null : { id: row.dataset.id!, part: part.dataset.part! };
  };
}
