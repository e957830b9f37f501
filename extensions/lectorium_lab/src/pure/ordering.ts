/** The order of a class: modules and their items, of which one is moved at a time. */

import type { Module, ModuleOrder } from '../wire.ts';

export type Step = 'up' | 'down';

export function orderOf(modules: Module[]): ModuleOrder[] {
  return modules.map(module => ({ id: module.id, items: module.items.map(item => item.id) }));
}

/** A place up or down, an item also into the next module; null where it is first or last already. */
export function shifted(order: ModuleOrder[], id: string, step: Step): ModuleOrder[] | null {
  const by = step === 'up' ? -1 : 1;
  const place = order.findIndex(module => module.id === id);
  if (place >= 0) {
    return swapped(order, place, by);
  }
  const home = order.findIndex(module => module.items.includes(id));
  const items = swapped(order[home].items, order[home].items.indexOf(id), by);
  if (items !== null) {
    return order.map((module, at) => (at === home ? { ...module, items } : module));
  }
  const next = order[home + by];
  return next === undefined ? null : placed(order, id, next.id, step === 'up' ? null : (next.items[0] ?? null));
}

/** An item into a module, before another item of it, or as its last where `before` is null. */
export function placed(order: ModuleOrder[], id: string, moduleId: string, before: string | null): ModuleOrder[] {
  if (before === id) {
    return order;
  }
  return order.map(module => {
    const items = module.items.filter(each => each !== id);
    return { ...module, items: module.id === moduleId ? inserted(items, id, before) : items };
  });
}

/** A module before another, or as the last where `before` is null. */
export function modulePlaced(order: ModuleOrder[], id: string, before: string | null): ModuleOrder[] {
  const moving = order.find(module => module.id === id);
  if (moving === undefined || before === id) {
    return order;
  }
  const others = order.filter(module => module.id !== id);
  const at = others.findIndex(module => module.id === before);
  return at < 0 ? [...others, moving] : [...others.slice(0, at), moving, ...others.slice(at)];
}

/** The same modules and items in an order that names each of them once. */
export function arranged(modules: Module[], order: ModuleOrder[]): Module[] {
  const items = new Map(modules.flatMap(module => module.items).map(item => [item.id, item]));
  const known = new Map(modules.map(module => [module.id, module]));
  return order.map(({ id, items: ids }) => ({ ...known.get(id)!, items: ids.map(each => items.get(each)!) }));
}

/** Where something stands, to be read aloud. */
export function placeText(modules: Module[], id: string): string {
  const at = modules.findIndex(module => module.id === id);
  if (at >= 0) {
    return `${modules[at].title}: place ${at + 1} of ${modules.length} of the modules.`;
  }
  const home = modules.find(module => module.items.some(item => item.id === id));
  const place = home?.items.findIndex(item => item.id === id) ?? -1;
  return home === undefined ? '' : `${home.items[place].title}: place ${place + 1} of ${home.items.length} in ${home.title}.`;
}

export function titleIn(modules: Module[], id: string): string {
  const all = modules.flatMap(module => [module, ...module.items]);
  return all.find(each => each.id === id)?.title ?? '';
}

export function isSameOrder(one: ModuleOrder[], other: ModuleOrder[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function swapped<T>(list: T[], place: number, by: number): T[] | null {
  if (list[place + by] === undefined) {
    return null;
  }
  const next = [...list];
  [next[place], next[place + by]] = [next[place + by], next[place]];
  return next;
}

function inserted(items: string[], id: string, before: string | null): string[] {
  const at = before === null ? -1 : items.indexOf(before);
  return at < 0 ? [...items, id] : [...items.slice(0, at), id, ...items.slice(at)];
}
