/** Joining a class: a field for the code a teacher gave out. */

import React from 'react';

import type { Api } from '../api/api.ts';
import { messageOf } from '../api/errors.ts';
import { Section } from '../ui/parts.tsx';

export function Join({ api, joined }: { api: Api; joined: () => void }): JSX.Element {
  const [code, setCode] = React.useState('');
  const [news, setNews] = React.useState('');
  const [busy, setBusy] = React.useState(false);
  const send = async (event: React.FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      const home = await api.join(code.trim());
      setNews(`You are in ${home.name} now.`);
      setCode('');
      joined();
    } catch (error) {
      setNews(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section title="Join a class">
      <form className="lct-join" onSubmit={event => void send(event)}>
        <input
          aria-label="Code from your teacher"
          placeholder="Code from your teacher"
          value={code}
          maxLength={16}
          spellCheck={false}
          autoComplete="off"
          onChange={event => setCode(event.target.value)}
        />
        <button type="submit" className="lct-button" disabled={busy || code.trim().length < 4}>
          {busy ? 'Joining…' : 'Join'}
        </button>
      </form>
      <p className="lct-note" role="status">
        {news}
      </p>
    </Section>
  );
}
