/** The line above a cell that shows its role; on the active cell it is the place to change it. */

import type { Cell as CellWidget } from '@jupyterlab/cells';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { count, points as inWords } from '../pure/format.ts';
import { gradeId } from '../pure/notebook.ts';
import type { Cell, Json } from '../pure/notebook.ts';
import { PROGRAM_ROLES, ROLES, hasPoints, isGoodId, pointsOf, programRoleOf, roleOf } from '../pure/roles.ts';
import type { ProgramRole, Role, RoleLook } from '../pure/roles.ts';
import type { AuthorDraft } from './draft.ts';

const EDGES = [...ROLES, ...PROGRAM_ROLES].map(look => `lct-role-${look.role}`);

export class RoleStrip extends ReactWidget {
  private readonly cell: CellWidget;
  private readonly draft: AuthorDraft;
  private active = false;
  private role: AnyRole = 'none';

  constructor(cell: CellWidget, draft: AuthorDraft) {
    super();
    this.cell = cell;
    this.draft = draft;
    this.addClass('lct-strip');
    // Keys typed into the strip are not the notebook's commands.
    this.node.setAttribute('data-lm-suppress-shortcuts', 'true');
    cell.model.metadataChanged.connect(this.onMark, this);
    cell.model.contentChanged.connect(this.onText, this);
    this.onMark();
  }

  dispose(): void {
    this.cell.model?.metadataChanged.disconnect(this.onMark, this);
    this.cell.model?.contentChanged.disconnect(this.onText, this);
    this.cell.node.classList.remove(...EDGES);
    super.dispose();
  }

  /** Whether this is the cell somebody works on. */
  setActive(active: boolean): void {
    if (active !== this.active) {
      this.active = active;
      this.update();
    }
  }

  protected render(): JSX.Element {
    const cell = this.plain();
    const role = this.roleOf(cell);
    return this.active ? (
      <Editor cell={cell} role={role} widget={this.cell} draft={this.draft} />
    ) : (
      <Label cell={cell} role={role} isProgram={this.draft.isProgram} />
    );
  }

  /** The cell without its outputs, which may be large and say nothing here. */
  private plain(): Cell {
    const { type, sharedModel, metadata } = this.cell.model;
    return { cell_type: type, source: sharedModel.getSource(), metadata: metadata as Json };
  }

  private roleOf(cell: Cell): AnyRole {
    return this.draft.isProgram ? programRoleOf(cell) : roleOf(cell);
  }

  private onMark(): void {
    this.role = this.roleOf(this.plain());
    this.cell.node.classList.remove(...EDGES);
    this.cell.node.classList.add(`lct-role-${this.role}`);
    this.update();
  }

  /** The text can change the role too: tests are hidden by what encloses them. */
  private onText(): void {
    if (this.roleOf(this.plain()) !== this.role) {
      this.onMark();
    }
  }
}

type AnyRole = Role | ProgramRole;

function looks(isProgram: boolean): RoleLook<AnyRole>[] {
  return isProgram ? PROGRAM_ROLES : ROLES;
}

function Label({ cell, role, isProgram }: { cell: Cell; role: AnyRole; isProgram: boolean }): JSX.Element | null {
  if (role === 'none') {
    return null;
  }
  const word = looks(isProgram).find(look => look.role === role)?.word;
  const worth = pointsOf(cell);
  const graded = !isProgram && hasPoints(role as Role);
  return (
    <span className="lct-strip-label">
      <b>{word}</b>
      {graded ? <span>{worth === null ? 'no points yet' : count(Number(inWords(worth)), 'point')}</span> : null}
      {isProgram ? null : <span>{gradeId(cell)}</span>}
    </span>
  );
}

interface EditorProps {
  cell: Cell;
  role: AnyRole;
  widget: CellWidget;
  draft: AuthorDraft;
}

function Editor({ cell, role, widget, draft }: EditorProps): JSX.Element {
  const graded = !draft.isProgram && hasPoints(role as Role);
  return (
    <span className="lct-strip-editor">
      <span role="group" aria-label="Role of this cell" className="lct-roles">
        {looks(draft.isProgram).map(look => (
          <button
            key={look.role}
            type="button"
            className={`lct-role-button lct-role-${look.role}`}
            aria-pressed={look.role === role}
            title={look.help}
            onClick={() => draft.setRole(widget, look.role)}
          >
            {look.word}
          </button>
        ))}
      </span>
      {graded ? <PointsField value={pointsOf(cell)} set={points => draft.setPoints(widget, points)} /> : null}
      {gradeId(cell) === null ? null : <NameField value={gradeId(cell)!} set={id => draft.setId(widget, id)} />}
    </span>
  );
}

function PointsField({ value, set }: { value: number | null; set: (points: number) => void }): JSX.Element {
  return (
    <label className="lct-field">
      Points
      <input
        type="number"
        min={0}
        step={0.5}
        value={value ?? ''}
        onChange={event => {
          const points = event.target.valueAsNumber;
          if (Number.isFinite(points) && points >= 0) {
            set(points);
          }
        }}
      />
    </label>
  );
}

/** Taken over when left or confirmed, and only if nbgrader can live with it. */
function NameField({ value, set }: { value: string; set: (id: string) => void }): JSX.Element {
  const [text, setText] = React.useState(value);
  React.useEffect(() => setText(value), [value]);
  const good = isGoodId(text);
  const take = () => (good ? text !== value && set(text) : setText(value));
  return (
    <label className="lct-field">
      Name
      <input
        type="text"
        value={text}
        aria-invalid={!good}
        title="Results are kept by this name: keep it from version to version"
        onChange={event => setText(event.target.value)}
        onBlur={take}
        onKeyDown={event => event.key === 'Enter' && take()}
      />
    </label>
  );
}
