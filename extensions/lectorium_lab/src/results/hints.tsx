/** Hints, as far as they were asked for. */

import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { MimeModel } from '@jupyterlab/rendermime';
import React from 'react';

import { askText, paidText, priceText } from '../pure/hints.ts';
import { useKeptFocus } from '../ui/focus.ts';
import { Banner, Button } from '../ui/parts.tsx';
import type { Hint } from '../wire.ts';
import type { Hints } from '../work/hints.ts';

const SECTION = 'lectorium-hints';

export function HintList({ hints, rendermime }: { hints: Hints; rendermime: IRenderMimeRegistry }): JSX.Element | null {
  const section = () => document.getElementById(SECTION);
  useKeptFocus(section, section);
  if (hints.total === 0) {
    return null;
  }
  const left = hints.total - hints.shown.length;
  const paid = paidText(hints.shown.map(hint => hint.cost));
  return (
    <section className="lct-group" aria-label="Hints" id={SECTION} tabIndex={-1}>
      <h3>Hints</h3>
      <div role="status">
        {hints.shown.map(hint => (
          <Text key={hint.step} hint={hint} rendermime={rendermime} />
        ))}
      </div>
      {hints.error === '' ? null : <Banner tone="bad">{hints.error}</Banner>}
      {left === 0 ? (
        <p className="lct-note">These are all the hints there are.</p>
      ) : hints.deciding ? (
        <Decision hints={hints} left={left} />
      ) : (
        <Button
          label={hints.asking ? 'Asking…' : askText(hints.shown.length + 1, hints.total, hints.cost)}
          waiting={hints.asking}
          onClick={() => void hints.next()}
        />
      )}
      {paid === '' ? null : <p className="lct-note">{paid}</p>}
    </section>
  );
}

/** The price, before it is paid. The focus goes to it, so that a screen reader says it. */
function Decision({ hints, left }: { hints: Hints; left: number }): JSX.Element {
  const place = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => place.current?.focus(), []);
  return (
    <div role="group" aria-labelledby="lectorium-hint-price" className="lct-price" tabIndex={-1} ref={place}>
      <p id="lectorium-hint-price">{priceText(hints.cost, left)}</p>
      <Button label={hints.asking ? 'Asking…' : 'Take it'} waiting={hints.asking} onClick={() => void hints.next()} />
      <Button label="Not now" disabled={hints.asking} onClick={() => hints.decide(false)} />
    </div>
  );
}

/** Markdown through Lab's own renderer, which sanitizes it. */
function Text({ hint, rendermime }: { hint: Hint; rendermime: IRenderMimeRegistry }): JSX.Element {
  const place = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    const model = new MimeModel({ data: { 'text/markdown': hint.markdown } });
    const renderer = rendermime.createRenderer('text/markdown');
    void renderer.renderModel(model).then(() => place.current?.replaceChildren(renderer.node));
    return () => renderer.dispose();
  }, [hint.markdown, rendermime]);
  return <div ref={place} className="lct-hint" role="group" aria-label={`Hint ${hint.step}`} />;
}
