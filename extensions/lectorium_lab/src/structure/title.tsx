/** A form of one line: what a module is called. */

import React from 'react';

import { messageOf } from '../api/errors.ts';
import { Field } from '../ui/form.tsx';
import { Button } from '../ui/parts.tsx';

interface TitleProps {
  label: string;
  action: string;
  /** Throws what was refused; it is said at the field. */
  save: (title: string) => Promise<void>;
  value?: string;
  example?: string;
  cancel?: () => void;
}

export function TitleForm({ label, action, save, value = '', example, cancel }: TitleProps): JSX.Element {
  const [title, setTitle] = React.useState(value);
  const [fault, setFault] = React.useState('');
  const [isBusy, setBusy] = React.useState(false);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    if (title.trim() === '') {
      setFault('Give it a title: students find it by that.');
      return;
    }
    setBusy(true);
    try {
      await save(title.trim());
    } catch (reason) {
      setFault(messageOf(reason));
      setBusy(false);
    }
  };
  return (
    <form className="lct-structure-title" noValidate onSubmit={event => void submit(event)} onKeyDown={event => event.key === 'Escape' && cancel?.()}>
      <Field label={label} fault={fault}>
        {marks => (
          <input {...marks} value={title} placeholder={example} maxLength={200} autoFocus={cancel !== undefined} onChange={event => setTitle(event.target.value)} />
        )}
      </Field>
      <span className="lct-buttons">
        <button type="submit" className="lct-button" aria-disabled={isBusy || undefined}>
          {action}
        </button>
        {cancel === undefined ? null : <Button label="Cancel" minor onClick={cancel} />}
      </span>
    </form>
  );
}
