/** Dragging by mouse, pen or finger: where what is dragged would stand now. */

import React from 'react';

/** A module's place has no `moduleId`; `before` is null at an end. */
export interface Landing {
  moduleId: string | null;
  before: string | null;
}

export interface Drag {
  /** What is dragged; '' while nothing is. */
  id: string;
  landing: Landing | null;
  begin: (event: React.PointerEvent<HTMLElement>, id: string, isModule: boolean) => void;
}

const EDGE = 48;
const STEP = 12;

export function useDrag(list: React.RefObject<HTMLElement>, drop: (id: string, landing: Landing) => void): Drag {
  const [id, setId] = React.useState('');
  const [landing, setLanding] = React.useState<Landing | null>(null);
  const begin = (event: React.PointerEvent<HTMLElement>, dragged: string, isModule: boolean) => {
    if (event.button !== 0) {
      return;
    }
    const grip = event.currentTarget;
    let found: Landing | null = null;
    const move = (moved: PointerEvent) => {
      scrollAtEdges(list.current, moved.clientY);
      found = landingAt(list.current, moved, isModule) ?? found;
      setLanding(found);
    };
    const end = (keep: boolean) => {
      grip.removeEventListener('pointermove', move);
      grip.removeEventListener('pointerup', up);
      grip.removeEventListener('pointercancel', cancel);
      document.removeEventListener('keydown', escape);
      setId('');
      setLanding(null);
      if (keep && found !== null) {
        drop(dragged, found);
      }
    };
    const up = () => end(true);
    const cancel = () => end(false);
    const escape = (pressed: KeyboardEvent) => pressed.key === 'Escape' && end(false);
    grip.setPointerCapture(event.pointerId);
    grip.addEventListener('pointermove', move);
    grip.addEventListener('pointerup', up);
    grip.addEventListener('pointercancel', cancel);
    document.addEventListener('keydown', escape);
    setId(dragged);
  };
  return { id, landing, begin };
}

function scrollAtEdges(list: HTMLElement | null, y: number): void {
  const view = list?.closest('.lct-structure');
  const box = view?.getBoundingClientRect();
  if (view != null && box !== undefined) {
    view.scrollTop += y < box.top + EDGE ? -STEP : y > box.bottom - EDGE ? STEP : 0;
  }
}

/** By which row lies under the pointer, and in which half of it. */
function landingAt(list: HTMLElement | null, { clientX, clientY }: PointerEvent, isModule: boolean): Landing | null {
  const under = document.elementFromPoint(clientX, clientY);
  if (list === null || under === null || !list.contains(under)) {
    return null;
  }
  const module = under.closest<HTMLElement>('.lct-structure-module');
  if (module === null) {
    return null;
  }
  if (isModule) {
    return { moduleId: null, before: beforeOrAfter(module, clientY) };
  }
  const item = under.closest<HTMLElement>('.lct-structure-item');
  return { moduleId: module.dataset.id!, before: item === null ? atAnEnd(module, clientY) : beforeOrAfter(item, clientY) };
}

function beforeOrAfter(row: HTMLElement, y: number): string | null {
  const box = row.getBoundingClientRect();
  const next = row.nextElementSibling as HTMLElement | null;
  return y < box.top + box.height / 2 ? row.dataset.id! : (next?.dataset.id ?? null);
}

function atAnEnd(module: HTMLElement, y: number): string | null {
  const first = module.querySelector<HTMLElement>('.lct-structure-item');
  return first !== null && y < first.getBoundingClientRect().top ? first.dataset.id! : null;
}
