/** Where a published problem goes: the form of the Publish dialog, which stays open until it can be done. */

import { Dialog } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';

import { serverNow } from '../pure/now.ts';
import { EMPTY, NEW, faultsOf, isInClass } from '../pure/placing.ts';
import type { Faults, Mode, Wish } from '../pure/placing.ts';
import { NamedDialog } from '../ui/dialogs.ts';
import { Field, Tick } from '../ui/form.tsx';
import type { AttachedFile, Class, Outline } from '../wire.ts';

export interface PlaceOptions {
  title: string;
  next: number;
  classes: Class[];
  outlines: Map<string, Outline>;
  files: AttachedFile[];
  changes: string;
}

const INVALID = '[aria-invalid="true"]';
const MODES: [Mode, string][] = [
  ['homework', 'Homework'],
  ['practice', 'Practice'],
  ['exam', 'Exam']
];

export function firstWish(options: PlaceOptions): Wish {
  const home = (options.next === 1 ? options.classes[0]?.id : undefined) ?? 'library';
  return { ...EMPTY, title: options.title, where: home, moduleId: firstModule(options, home) };
}

export class PlaceForm extends ReactWidget implements Dialog.IBodyWidget<Wish> {
  private readonly options: PlaceOptions;
  /** The version is made already, and its place was refused. */
  readonly isMade: boolean;
  private wish: Wish;
  private faults: Faults;
  /** What is wrong is on its way to the screen. */
  private isLookedAt = false;

  /** `faults` are what the service said of this wish, where it was asked already. */
  constructor(options: PlaceOptions, wish: Wish, faults: Faults | null) {
    super();
    this.options = options;
    this.isMade = faults !== null;
    this.wish = wish;
    this.faults = faults ?? {};
    this.addClass('lct-form');
  }

  getValue(): Wish {
    return this.wish;
  }

  /** Whether it can be done; what is wrong stands at its field, and the first one has the keyboard. */
  check(): boolean {
    const zone = this.options.classes.find(one => one.id === this.wish.where)?.time_zone ?? 'UTC';
    this.faults = faultsOf(this.wish, zone, serverNow(Date.now()));
    const isGood = Object.keys(this.faults).length === 0;
    this.isLookedAt = !isGood;
    this.update();
    return isGood;
  }

  protected override onUpdateRequest(message: Message): void {
    super.onUpdateRequest(message);
    if (this.isLookedAt) {
      this.isLookedAt = false;
      void this.renderPromise?.then(() => this.node.querySelector<HTMLElement>(INVALID)?.focus());
    }
  }

  protected render(): JSX.Element {
    const set = (part: Partial<Wish>) => {
      this.wish = { ...this.wish, ...part };
      const isMended = (name: string) => name in part || 'mode' in part || 'where' in part;
      this.faults = Object.fromEntries(Object.entries(this.faults).filter(([name]) => !isMended(name)));
      this.update();
    };
    return <Form wish={this.wish} set={set} faults={this.faults} options={this.options} isMade={this.isMade} />;
  }
}

/** Only what can be done closes it. */
export class PlaceDialog extends NamedDialog<Wish> {
  private readonly form: PlaceForm;

  constructor(title: string, form: PlaceForm, label: string) {
    super({
      title,
      body: form,
      focusNodeSelector: form.isMade ? INVALID : '.lct-form input',
      buttons: [Dialog.cancelButton(), Dialog.okButton({ label })]
    });
    this.form = form;
    this.addClass('lct-form-dialog');
  }

  override resolve(index?: number): void {
    if (index === 0 || this.form.check()) {
      super.resolve(index);
    }
  }
}

function firstModule(options: PlaceOptions, classId: string): string {
  return options.outlines.get(classId)?.modules[0]?.id ?? NEW;
}

interface PartProps {
  wish: Wish;
  set: (part: Partial<Wish>) => void;
  faults: Faults;
  options: PlaceOptions;
}

function Form({ isMade, ...props }: PartProps & { isMade: boolean }): JSX.Element {
  const { wish, set, options, faults } = props;
  return (
    <div className="lct-form-grid">
      <About options={options} isMade={isMade} />
      <Field label="Title" fault={faults.title}>
        {marks => <input {...marks} value={wish.title} maxLength={200} onChange={event => set({ title: event.target.value })} />}
      </Field>
      <Field label="Where">
        {marks => (
          <select {...marks} value={wish.where} onChange={event => set({ where: event.target.value, moduleId: firstModule(options, event.target.value) })}>
            <option value="library">{isMade ? 'Leave it in the library' : options.next === 1 ? 'Only keep it in the library' : 'Only make the new version'}</option>
            <option value="practice">Practice, for the whole school</option>
            {options.classes.map(one => (
              <option key={one.id} value={one.id}>
                {`Class ${one.name} ${one.section}`.trim()}
              </option>
            ))}
          </select>
        )}
      </Field>
      {isInClass(wish) ? <InClass {...props} /> : null}
    </div>
  );
}

function About({ options, isMade }: { options: PlaceOptions; isMade: boolean }): JSX.Element {
  if (isMade) {
    return (
      <div className="lct-form-about">
        <p>The version is made and kept in the library. It could not be put in its place yet: mend what is marked below.</p>
      </div>
    );
  }
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

function InClass(props: PartProps): JSX.Element {
  const { wish, set, options } = props;
  const modules = options.outlines.get(wish.where)?.modules ?? [];
  return (
    <>
      <Field label="Module">
        {marks => (
          <select {...marks} value={wish.moduleId} onChange={event => set({ moduleId: event.target.value })}>
            {modules.map(one => (
              <option key={one.id} value={one.id}>
                {one.title}
              </option>
            ))}
            <option value={NEW}>A new module…</option>
          </select>
        )}
      </Field>
      {wish.moduleId === NEW ? (
        <Field label="Its name">
          {marks => <input {...marks} value={wish.newModule} maxLength={200} onChange={event => set({ newModule: event.target.value })} />}
        </Field>
      ) : null}
      <Field label="Kind" fault={props.faults.mode}>
        {marks => (
          <select {...marks} value={wish.mode} onChange={event => set({ mode: event.target.value as Mode })}>
            {MODES.map(([mode, word]) => (
              <option key={mode} value={mode}>
                {word}
              </option>
            ))}
          </select>
        )}
      </Field>
      {wish.mode === 'exam' ? <ExamFields {...props} /> : <WorkFields {...props} />}
      <Tick label="Show it to students at once" value={wish.show} set={show => set({ show })} />
    </>
  );
}

/** Begun by each student between two times, and sat for so many minutes. */
function ExamFields({ wish, set, faults, options }: PartProps): JSX.Element {
  const zone = zoneOf(options, wish);
  return (
    <>
      <Field label="Opens" fault={faults.opens} note={`As clocks show it in ${zone}. Empty: at once.`}>
        {marks => <input {...marks} type="datetime-local" value={wish.opens} onChange={event => set({ opens: event.target.value })} />}
      </Field>
      <Field label="Closes" fault={faults.due}>
        {marks => <input {...marks} type="datetime-local" value={wish.due} onChange={event => set({ due: event.target.value })} />}
      </Field>
      <Field label="Minutes" fault={faults.minutes} note="From each student’s own start, and never beyond the end. Empty: until it closes.">
        {marks => <input {...marks} inputMode="numeric" value={wish.minutes} onChange={event => set({ minutes: event.target.value })} />}
      </Field>
      <p className="lct-note lct-form-note">There are no attempts: what is saved last is handed in. Hints and the tutor are closed while somebody sits it.</p>
    </>
  );
}

function WorkFields({ wish, set, faults, options }: PartProps): JSX.Element {
  return (
    <>
      <Field label="Due" fault={faults.due} note={`As clocks show it in ${zoneOf(options, wish)}`}>
        {marks => <input {...marks} type="datetime-local" value={wish.due} onChange={event => set({ due: event.target.value })} />}
      </Field>
      <Field label="Attempts" fault={faults.maxAttempts}>
        {marks => (
          <input {...marks} inputMode="numeric" placeholder="unlimited" value={wish.maxAttempts} onChange={event => set({ maxAttempts: event.target.value })} />
        )}
      </Field>
      <Tick label="Accept late work, and mark it late" value={wish.acceptLate} set={acceptLate => set({ acceptLate })} />
    </>
  );
}

function zoneOf(options: PlaceOptions, wish: Wish): string {
  return options.classes.find(one => one.id === wish.where)?.time_zone ?? 'UTC';
}
