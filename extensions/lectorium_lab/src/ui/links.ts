/** Addresses outside of this server: the hub's sign-in, and the service's pages. */

import { PageConfig, URLExt } from '@jupyterlab/coreutils';

/** The hub's own address; the origin's root where there is no hub. */
function hubUrl(): string {
  const prefix = PageConfig.getOption('hubPrefix') || '/hub/';
  const host = PageConfig.getOption('hubHost') || window.location.origin;
  return host + prefix;
}

export function signInUrl(): string {
  const next = window.location.pathname + window.location.search;
  return `${URLExt.join(hubUrl(), 'login')}?next=${encodeURIComponent(next)}`;
}

/** Where a stopped server is started; a running one is opened. */
export function startUrl(): string {
  return URLExt.join(hubUrl(), 'spawn');
}

export function pageUrl(...path: string[]): string {
  const root = hubUrl().replace(/hub\/?$/, '');
  return URLExt.join(root, 'services/lectorium/lectorium', ...path);
}
