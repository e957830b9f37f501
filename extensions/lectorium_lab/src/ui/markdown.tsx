/** Markdown with code and mathematics, drawn as Lab draws it. */

import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { MimeModel } from '@jupyterlab/rendermime';
import { Widget } from '@lumino/widgets';
import React from 'react';

export const Rendering = React.createContext<IRenderMimeRegistry | null>(null);

export function Markdown({ text }: { text: string }): JSX.Element {
  const rendermime = React.useContext(Rendering);
  const host = React.useRef<HTMLDivElement>(null);
  // In layout effects, so that what is drawn leaves before the page around it does.
  React.useLayoutEffect(() => {
    if (rendermime === null || host.current === null) {
      return undefined;
    }
    const drawn = rendermime.createRenderer('text/markdown');
    Widget.attach(drawn, host.current);
    void drawn.renderModel(new MimeModel({ data: { 'text/markdown': text }, trusted: false }));
    return () => drawn.dispose();
  }, [rendermime, text]);
  return <div ref={host} className="lct-quiz-text" />;
}
