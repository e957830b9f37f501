/** A form's fields: each with its label, and what is wrong with it, or else what it means, under it. */

import React from 'react';

export interface Marks {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby'?: string;
}

interface FieldProps {
  label: string;
  note?: string;
  fault?: string;
  children: (marks: Marks) => React.ReactNode;
}

/** What is wrong with it, and else what it means, stands under it and is read with it. */
export function Field({ label, note = '', fault = '', children }: FieldProps): JSX.Element {
  const id = React.useId();
  const words = fault === '' ? note : fault;
  return (
    <div className="lct-form-field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': fault !== '', 'aria-describedby': words === '' ? undefined : `${id}-words` })}
      {words === '' ? null : (
        <p id={`${id}-words`} className={fault === '' ? 'lct-note lct-form-note' : 'lct-form-note lct-tone-bad'}>
          {fault === '' ? null : <span aria-hidden="true">! </span>}
          {words}
        </p>
      )}
    </div>
  );
}

export function Tick({ label, value, set }: { label: string; value: boolean; set: (value: boolean) => void }): JSX.Element {
  return (
    <label className="lct-check">
      <input type="checkbox" checked={value} onChange={event => set(event.target.checked)} />
      {label}
    </label>
  );
}
