/** Announcements and materials in the main area: Markdown with mathematics, drawn as Lab draws it. */

import { MainAreaWidget } from '@jupyterlab/apputils';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { MimeModel } from '@jupyterlab/rendermime';
import type { Contents } from '@jupyterlab/services';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Panel } from '@lumino/widgets';
import React from 'react';

import { messageOf } from '../api/errors.ts';
import { sizeText } from '../pure/materials.ts';
import type { ILectorium } from '../tokens.ts';
import { announcementIcon, materialIcon } from '../ui/icons.ts';
import { Banner, Button } from '../ui/parts.tsx';
import type { Announcement, ItemCard, Material } from '../wire.ts';
import { folderOfClass, saveMaterial } from './save.ts';

export interface ReaderTools {
  house: ILectorium;
  contents: Contents.IManager;
  rendermime: IRenderMimeRegistry;
  /** Shows a saved file in Lab. */
  show: (path: string) => void;
}

/** What is read of an item, fetched when its reader is opened. */
export async function openReader(tools: ReaderTools, item: ItemCard): Promise<MainAreaWidget<Panel>> {
  const { api } = tools.house;
  const found = item.content_type === 'announcement' ? await api.announcement(item.id) : await api.material(item.id);
  const content = new Panel();
  content.addClass('lct-reader');
  content.addWidget(new Head(tools, found));
  const body = tools.rendermime.createRenderer('text/markdown');
  body.addClass('lct-reader-text');
  await body.renderModel(new MimeModel({ data: { 'text/markdown': found.body_markdown }, trusted: false }));
  content.addWidget(body);
  const widget = new MainAreaWidget({ content });
  widget.toolbar.hide();
  widget.id = readerId(item.id);
  widget.title.label = found.title;
  widget.title.caption = found.title;
  widget.title.icon = item.content_type === 'announcement' ? announcementIcon : materialIcon;
  widget.title.closable = true;
  return widget;
}

export function readerId(itemId: string): string {
  return `lectorium-reader-${itemId}`;
}

class Head extends ReactWidget {
  private readonly tools: ReaderTools;
  private readonly found: Announcement | Material;

  constructor(tools: ReaderTools, found: Announcement | Material) {
    super();
    this.tools = tools;
    this.found = found;
    this.addClass('lct-reader-head');
  }

  protected render(): JSX.Element {
    const home = this.tools.house.store.className(this.found.class_id);
    return (
      <>
        <h1>{this.found.title}</h1>
        <p className="lct-note">
          {this.found.content_type === 'announcement' ? 'Announcement' : 'Material'} · {home}
        </p>
        {'file' in this.found && this.found.file !== null ? <File tools={this.tools} material={this.found} /> : null}
      </>
    );
  }
}

function File({ tools, material }: { tools: ReaderTools; material: Material }): JSX.Element {
  const [path, setPath] = React.useState('');
  const [error, setError] = React.useState('');
  const [busy, setBusy] = React.useState(false);
  const save = async () => {
    setBusy(true);
    setError('');
    try {
      setPath(await saveMaterial(tools.house.api, tools.contents, material, folderOfClass(tools.house, material.class_id)));
    } catch (reason) {
      setError(messageOf(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="lct-reader-file">
      <Button label={busy ? 'Saving…' : `Save ${material.file!.name}`} accent disabled={busy} onClick={() => void save()} />
      <span className="lct-note">{sizeText(material.file!.size_bytes)}</span>
      <span role="status" className="lct-note">
        {path === '' ? '' : `Saved as ${path}.`}
      </span>
      {path === '' ? null : <Button label="Show the file" onClick={() => tools.show(path)} />}
      {error === '' ? null : <Banner tone="bad">{error}</Banner>}
    </div>
  );
}
