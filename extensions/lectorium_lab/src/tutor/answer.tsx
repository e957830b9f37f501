/** An answer as text with mathematics and code, and with what can be done with its code. */

import { Sanitizer } from '@jupyterlab/apputils';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { MimeModel } from '@jupyterlab/rendermime';
import { Widget } from '@lumino/widgets';
import React from 'react';

import { withoutFigures } from '../pure/markdown.ts';

/** What of HTML says something in an answer. No pictures: one from elsewhere would tell elsewhere who reads. */
const TAGS = [
  ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'ul', 'ol', 'li', 'pre', 'code', 'span', 'em', 'strong'],
  ...['b', 'i', 'del', 's', 'sub', 'sup', 'kbd', 'a', 'table', 'thead', 'tbody', 'tr', 'th', 'td']
];

/** Of what a model writes nothing does anything: no forms, no buttons that are Lab's commands, no styles. */
class AnswerSanitizer extends Sanitizer {
  override sanitize(dirty: string): string {
    const strict = {
      allowedTags: TAGS,
      allowedAttributes: { a: ['href', 'title'], code: ['class'], span: ['class'], th: ['align'], td: ['align'], ol: ['start'] },
      allowedSchemes: ['http', 'https', 'mailto'],
      allowedSchemesByTag: {},
      disallowedTagsMode: 'escape',
      transformTags: {}
    };
    return super.sanitize(dirty, strict as Parameters<Sanitizer['sanitize']>[1]);
  }
}

/** Lab's own renderer, but for what it lets through. */
export function careful(rendermime: IRenderMimeRegistry): IRenderMimeRegistry {
  return rendermime.clone({ sanitizer: new AnswerSanitizer() });
}

/** While an answer grows it is drawn so often. */
const PACE = 160;

/** Makes what stands under a piece of code. */
export type Tools = (code: string, language: string) => Widget;

interface AnswerProps {
  text: string;
  rendermime: IRenderMimeRegistry;
  /** Null while the answer grows. */
  tools: Tools | null;
}

export function AnswerText({ text, rendermime, tools }: AnswerProps): JSX.Element {
  const host = React.useRef<HTMLDivElement>(null);
  const drawing = React.useRef<Drawing | null>(null);
  // In layout effects, so that what is drawn leaves before the page around it does.
  React.useLayoutEffect(() => {
    drawing.current = new Drawing(rendermime, host.current!);
    return () => drawing.current?.dispose();
  }, [rendermime]);
  React.useLayoutEffect(() => drawing.current?.draw(text, tools), [text, tools, rendermime]);
  return <div ref={host} className="lct-answer-text" />;
}

/** One after the other, never two at once, and always the newest in the end. */
class Drawing {
  private readonly widget;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private isDrawing = false;
  private wanted: { text: string; tools: Tools | null } | null = null;
  private placed: Widget[] = [];

  constructor(rendermime: IRenderMimeRegistry, host: HTMLElement) {
    this.widget = rendermime.createRenderer('text/markdown');
    Widget.attach(this.widget, host);
  }

  dispose(): void {
    clearTimeout(this.timer ?? undefined);
    this.wanted = null;
    this.clear();
    this.widget.dispose();
  }

  draw(text: string, tools: Tools | null): void {
    this.wanted = { text, tools };
    if (!this.isDrawing) {
      this.timer ??= setTimeout(() => void this.run(), tools === null ? PACE : 0);
    }
  }

  private async run(): Promise<void> {
    this.timer = null;
    this.isDrawing = true;
    while (this.wanted !== null) {
      const { text, tools } = this.wanted;
      this.wanted = null;
      this.clear();
      await this.widget.renderModel(new MimeModel({ data: { 'text/markdown': withoutFigures(text) }, trusted: false }));
      if (this.widget.isDisposed) {
        return;
      }
      if (tools !== null) {
        this.equip(tools);
      }
    }
    this.isDrawing = false;
  }

  private clear(): void {
    this.placed.forEach(widget => widget.dispose());
    this.placed = [];
  }

  /** Each block of code gets its buttons after it, and can be scrolled by the keyboard. */
  private equip(tools: Tools): void {
    for (const code of this.widget.node.querySelectorAll<HTMLElement>('pre > code')) {
      const block = code.parentElement!;
      const place = document.createElement('div');
      block.after(place);
      block.tabIndex = 0;
      const widget = tools(code.textContent ?? '', /\blanguage-([\w+#-]+)/.exec(code.className)?.[1] ?? '');
      Widget.attach(widget, place);
      this.placed.push(widget);
    }
  }
}
