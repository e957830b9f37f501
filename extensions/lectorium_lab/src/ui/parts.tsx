/** Small pieces that all panels use. */

import React from 'react';

import { absolute, dueIn, dueText, isPressing, zoneName, zonesDiffer } from '../pure/due.ts';
import { serverNow } from '../pure/now.ts';
import { lookOf } from '../pure/states.ts';
import type { ItemState, Tone } from '../pure/states.ts';

/** A state: its sign and its word, never colour alone. */
export function State({ state }: { state: ItemState }): JSX.Element {
  const look = lookOf(state);
  return <Sign sign={look.sign} word={look.word} tone={look.tone} />;
}

export function Sign({ sign, word, tone }: { sign: string; word: string; tone: Tone }): JSX.Element {
  return (
    <span className={`lct-sign lct-tone-${tone}`}>
      <span aria-hidden="true" className="lct-sign-mark">
        {sign}
      </span>
      {word}
    </span>
  );
}

interface DueProps {
  due: string | null;
  zone?: string;
  short?: boolean;
  done?: boolean;
}

/** When something is due, relative and absolute; pressing only while there is something left to do. */
export function Due({ due, zone, short = false, done = false }: DueProps): JSX.Element {
  const now = serverNow(Date.now());
  const abroad = due !== null && zone !== undefined && zonesDiffer(due, now, zone);
  const full = dueText(due, now) + (abroad ? ` ${zoneName(due)}` : '');
  const title = abroad ? `${full} (${absolute(due, now, zone)} in ${zone})` : full;
  const className = isPressing(due, now) && !done ? 'lct-due lct-pressing' : 'lct-due';
  return (
    <span className={className} title={title}>
      {short ? dueIn(due, now) : full}
    </span>
  );
}

interface ButtonProps {
  label: string;
  onClick: () => void;
  title?: string;
  accent?: boolean;
  minor?: boolean;
  disabled?: boolean;
  /** It does nothing for a moment, and keeps the keyboard's place meanwhile. */
  waiting?: boolean;
}

export function Button({ label, onClick, title, accent, minor, disabled, waiting }: ButtonProps): JSX.Element {
  const kind = accent ? ' lct-accent' : minor ? ' lct-minor' : '';
  return (
    <button type="button" className={`lct-button${kind}`} title={title} disabled={disabled} aria-disabled={waiting || undefined} onClick={waiting ? undefined : onClick}>
      {label}
    </button>
  );
}

/** The head of a panel; where the panel lies over the work, it has the way back to that. */
export function PanelHead({ title, close, children }: { title: string; close: () => void; children?: React.ReactNode }): JSX.Element {
  return (
    <div className="lct-panel-head">
      <h2>{title}</h2>
      <span className="lct-buttons">
        {children}
        <button type="button" className="lct-button lct-panel-close" onClick={close}>
          Close
        </button>
      </span>
    </div>
  );
}

/** A calm line of news, read aloud politely. */
export function Banner({ children, tone = 'plain' }: { children: React.ReactNode; tone?: Tone }): JSX.Element {
  return (
    <div className={`lct-banner lct-banner-${tone}`} role="status">
      {children}
    </div>
  );
}

/** What to do where there is nothing yet. */
export function Empty({ children }: { children: React.ReactNode }): JSX.Element {
  return <p className="lct-empty">{children}</p>;
}

export function Section({ title, children, extra }: { title: string; children: React.ReactNode; extra?: React.ReactNode }): JSX.Element {
  return (
    <section className="lct-section" aria-label={title}>
      <header className="lct-section-head">
        <h3>{title}</h3>
        {extra}
      </header>
      {children}
    </section>
  );
}
