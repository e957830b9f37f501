/** Which class is meant, among those whose content one edits. */

import { InputDialog } from '@jupyterlab/apputils';

import type { ILectorium } from '../tokens.ts';
import type { Class } from '../wire.ts';

export function edited(house: ILectorium): Class[] {
  return (house.store.courses?.classes ?? []).filter(one => one.my_content === 'edit');
}

/** The only one, or the one that is picked; null where none is. */
export async function chosen(classes: Class[], title: string): Promise<string | null> {
  if (classes.length < 2) {
    return classes[0]?.id ?? null;
  }
  const names = classes.map(one => (one.section === '' ? one.name : `${one.name} · ${one.section}`));
  const answer = await InputDialog.getItem({ title, label: 'In which class?', items: names });
  const place = answer.button.accept && answer.value !== null ? names.indexOf(answer.value) : -1;
  return classes[place]?.id ?? null;
}
