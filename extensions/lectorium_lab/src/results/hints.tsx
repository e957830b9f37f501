/** Hints, as far as they were asked for. */

import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { MimeModel } from '@jupyterlab/rendermime';
import React from 'react';

import { Banner, Button } from '../ui/parts.tsx';
import type { Hint } from '../wire.ts';
import type { Hints } from '../work/hints.ts';

export function HintList({ hints, rendermime }: { hints: Hints; rendermime: IRenderMimeRegistry }): JSX.Element | null {
  if (hints.total === 0) {
    return null;
  }
  const left = hints.total - hints.shown.length;
  return (
    <section className="lct-group" aria-label="Hints" id="lectorium-hints">
      <h3>Hints</h3>
      <div role="status">
        {hints.shown.map(hint => (
          <Text key={hint.step} hint={hint} rendermime={rendermime} />
        ))}
      </div>
      {hints.error === '' ? null : <Banner tone="bad">{hints.error}</Banner>}
      {left === 0 ? (
        <p className="lct-note">These are all the hints there are.</p>
      ) : (
        <Button
          label={hints.asking ? 'Asking…' : `Show hint ${hints.shown.length + 1} of ${hints.total}`}
          disabled={hints.asking}
          onClick={() => void hints.next()}
        />
      )}
    </section>
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
  return <div ref={place} className="lct-hint" aria-label={`Hint ${hint.step}`} />;
}
