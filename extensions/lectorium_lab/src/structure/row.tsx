/** What rows of modules and of items have in common: a handle, ways up and down, and who sees them. */

import type React from 'react';

import type { Step } from '../pure/ordering.ts';
import type { StructureDesk } from './desk.ts';
import type { Drag } from './drag.ts';

export interface RowTools {
  desk: StructureDesk;
  zone: string;
  drag: Drag;
  /** Before something is moved: the keyboard stays where it is. */
  keepPlace: () => void;
}

export function Grip({ title, begin }: { title: string; begin: (event: React.PointerEvent<HTMLElement>) => void }): JSX.Element {
  return (
    <button type="button" className="lct-grip" data-part="grip" aria-label={`Move ${title}: drag, or Alt with arrow keys`} title="Drag, or press Alt with ↑ or ↓" onPointerDown={begin}>
      <span aria-hidden="true">⠿</span>
    </button>
  );
}

export function Moves({ title, shift }: { title: string; shift: (step: Step) => void }): JSX.Element {
  return (
    <>
      <button type="button" className="lct-button lct-minor" data-part="up" aria-label={`Move ${title} up`} title="Up" onClick={() => shift('up')}>
        ↑
      </button>
      <button type="button" className="lct-button lct-minor" data-part="down" aria-label={`Move ${title} down`} title="Down" onClick={() => shift('down')}>
        ↓
      </button>
    </>
  );
}

export function Toggle({ title, isShown, set }: { title: string; isShown: boolean; set: (isShown: boolean) => void }): JSX.Element {
  const word = isShown ? 'Hide' : 'Show';
  return (
    <button type="button" className="lct-button lct-minor" data-part="toggle" aria-label={`${word} ${title}`} onClick={() => set(!isShown)}>
      {word}
    </button>
  );
}

/** Alt with an arrow moves the row that has the keyboard, but not out of a field. */
export function rowKeys(shift: (step: Step) => void): (event: React.KeyboardEvent) => void {
  return event => {
    const isField = (event.target as HTMLElement).matches('input, textarea, select');
    if (!event.altKey || isField || !['ArrowUp', 'ArrowDown'].includes(event.key)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    shift(event.key === 'ArrowUp' ? 'up' : 'down');
  };
}

/** A button that says aloud of what it is. */
export function Act({ label, of, onClick }: { label: string; of: string; onClick: () => void }): JSX.Element {
  return (
    <button type="button" className="lct-button lct-minor" data-part={label} aria-label={`${label} ${of}`} onClick={onClick}>
      {label}
    </button>
  );
}

export function rowMarks(drag: Drag, id: string): string {
  const isDragged = drag.id === id;
  const isLanding = drag.landing?.before === id;
  return `${isDragged ? ' lct-dragged' : ''}${isLanding ? ' lct-landing' : ''}`;
}
