/** Where a published problem goes: the form of the Publish dialog. */

import type { Dialog } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import type { AttachedFile, Class, Outline, Placement } from '../wire.ts';

/** "library": only kept; "practice": for the whole school; else a class's id. */
export interface Wish {
  title: string;
  where: string;
  moduleId: string;
  newModule: string;
  due: string;
  mode: NonNullable<Placement['mode']>;
  maxAttempts: string;
  acceptLate: boolean;
  show: boolean;
}

export interface PlaceOptions {
  title: string;
  next: number;
  classes: Class[];
  outlines: Map<string, Outline>;
  files: AttachedFile[];
  changes: string;
}

const NEW = 'new';
const EMPTY: Wish = {
  title: '',
  where: 'library',
  moduleId: '',
  newModule: '',
  due: '',
  mode: 'homework',
  maxAttempts: '',
  acceptLate: true,
  show: true
};
const MODES: [Wish['mode'], string][] = [
  ['homework', 'Homework'],
  ['practice', 'Practice']
];

export class PlaceForm extends ReactWidget implements Dialog.IBodyWidget<Wish> {
  private readonly options: PlaceOptions;
  private wish: Wish;

  constructor(options: PlaceOptions) {
    super();
    this.options = options;
    const home = options.next === 1 ? options.classes[0]?.id : undefined;
    this.wish = { ...EMPTY, title: options.title, where: home ?? 'library', moduleId: firstModule(options, home ?? 'library') };
    this.addClass('lct-form');
  }

  getValue(): Wish {
    return this.wish;
  }

  protected render(): JSX.Element {
    const set = (part: Partial<Wish>) => {
      this.wish = { ...this.wish, ...part };
      this.update();
    };
    return <Form wish={this.wish} set={set} options={this.options} />;
  }
}

function firstModule(options: PlaceOptions, classId: string): string {
  return options.outlines.get(classId)?.modules[0]?.id ?? NEW;
}

interface FormProps {
  wish: Wish;
  set: (part: Partial<Wish>) => void;
  options: PlaceOptions;
}

function Form({ wish, set, options }: FormProps): JSX.Element {
  const inClass = options.classes.some(one => one.id === wish.where);
  return (
    <div className="lct-form-grid">
      <About options={options} />
      <Field label="Title">
        <input value={wish.title} maxLength={200} onChange={event => set({ title: event.target.value })} />
      </Field>
      <Field label="Where">
        <select value={wish.where} onChange={event => set({ where: event.target.value, moduleId: firstModule(options, event.target.value) })}>
          <option value="library">{options.next === 1 ? 'Only keep it in the library' : 'Only make the new version'}</option>
          <option value="practice">Practice, for the whole school</option>
          {options.classes.map(one => (
            <option key={one.id} value={one.id}>
              {`Class ${one.name} ${one.section}`.trim()}
            </option>
          ))}
        </select>
      </Field>
      {inClass ? <InClass wish={wish} set={set} options={options} /> : null}
    </div>
  );
}

function About({ options }: { options: PlaceOptions }): JSX.Element {
  const names = options.files.map(file => file.name).join(', ');
  return (
    <div className="lct-form-about">
      <p>
        {options.next === 1
          ? 'Makes version 1. It is tried with your own solution first, and refused if students couldn’t pass it.'
          : `Makes version ${options.next}, if anything has changed. Assignments made before keep their version: nothing changes for students who have begun.`}
      </p>
      {options.changes === '' ? null : <p>Compared with version {options.next - 1}: {options.changes}.</p>}
      <p className="lct-note">{names === '' ? 'No files go along.' : `Files that go along: ${names}`}</p>
    </div>
  );
}

function InClass({ wish, set, options }: FormProps): JSX.Element {
  const modules = options.outlines.get(wish.where)?.modules ?? [];
  const zone = options.classes.find(one => one.id === wish.where)?.time_zone ?? 'UTC';
  return (
    <>
      <Field label="Module">
        <select value={wish.moduleId} onChange={event => set({ moduleId: event.target.value })}>
          {modules.map(one => (
            <option key={one.id} value={one.id}>
              {one.title}
            </option>
          ))}
          <option value={NEW}>A new module…</option>
        </select>
      </Field>
      {wish.moduleId === NEW ? (
        <Field label="Its name">
          <input value={wish.newModule} maxLength={200} onChange={event => set({ newModule: event.target.value })} />
        </Field>
      ) : null}
      <Field label={`Due, as clocks show it in ${zone}`}>
        <input type="datetime-local" value={wish.due} onChange={event => set({ due: event.target.value })} />
      </Field>
      <Field label="Kind">
        <select value={wish.mode} onChange={event => set({ mode: event.target.value as Wish['mode'] })}>
          {MODES.map(([mode, word]) => (
            <option key={mode} value={mode}>
              {word}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Attempts">
        <input
          type="number"
          min={1}
          max={1000}
          placeholder="unlimited"
          value={wish.maxAttempts}
          onChange={event => set({ maxAttempts: event.target.value })}
        />
      </Field>
      <Tick label="Accept late work, and mark it late" value={wish.acceptLate} set={acceptLate => set({ acceptLate })} />
      <Tick label="Show it to students at once" value={wish.show} set={show => set({ show })} />
    </>
  );
}

function Tick({ label, value, set }: { label: string; value: boolean; set: (value: boolean) => void }): JSX.Element {
  return (
    <label className="lct-check">
      <input type="checkbox" checked={value} onChange={event => set(event.target.checked)} />
      {label}
    </label>
  );
}

function Field({ label, children }: { label: string; children: React.ReactNode }): JSX.Element {
  return (
    <label className="lct-form-field">
      <span>{label}</span>
      {children}
    </label>
  );
}
