/** Saving a material's file in the student's own folder: written where nothing is, never over something. */

import type { Contents } from '@jupyterlab/services';

import type { Api } from '../api/api.ts';
import { folderOf } from '../pure/files.ts';
import { folderName, materialPath } from '../pure/materials.ts';
import type { ILectorium } from '../tokens.ts';
import type { Material } from '../wire.ts';
import { ensureFolder, look } from '../work/files.ts';

/** Where the class's notebooks are, too. */
export function folderOfClass(house: ILectorium, classId: string): string {
  const home = house.store.courses?.classes.find(one => one.id === classId);
  return folderName(home === undefined ? '' : `${home.name} ${home.section}`);
}

/** The path of the saved file; what was saved before and is unchanged is not saved again. */
export async function saveMaterial(api: Api, contents: Contents.IManager, material: Material, folder: string): Promise<string> {
  if (material.file === null) {
    throw new Error('This material has no file.');
  }
  const content = await api.materialFile(material.id);
  for (let number = 1; ; number++) {
    const path = materialPath(folder, material.file.name, number);
    const found = await look(contents, path, false);
    if (found === null) {
      await ensureFolder(contents, folderOf(path));
      await contents.save(path, { type: 'file', format: 'base64', content });
      return path;
    }
    if (await holds(contents, path, content)) {
      return path;
    }
  }
}

async function holds(contents: Contents.IManager, path: string, content: string): Promise<boolean> {
  const found = await contents.get(path, { type: 'file', format: 'base64', content: true });
  return String(found.content).replace(/\s/g, '') === content;
}
