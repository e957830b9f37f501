/** Our icons, drawn with Lab's own stroke colours so that they follow the theme. */

import { LabIcon } from '@jupyterlab/ui-components';

function icon(name: string, body: string): LabIcon {
  const svgstr = `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">${body}</svg>`;
  return new LabIcon({ name: `lectorium:${name}`, svgstr });
}

export const coursesIcon = icon(
  'courses',
  '<path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M12 3 1 9l11 6 9-4.91V17h2V9L12 3zM5 13.18v4L12 21l7-3.82v-4L12 17l-7-3.82z"/>'
);
export const resultsIcon = icon(
  'results',
  '<path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M19 3H5a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h14a2 2 0 0 0 2-2V5a2 2 0 0 0-2-2zm0 16H5V5h14v14zM10.5 16.4 6.6 12.5 8 11.1l2.5 2.5L16 8.1l1.4 1.4-6.9 6.9z"/>'
);
export const authorIcon = icon(
  'author',
  '<path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M3 5h12v2H3V5zm0 4h12v2H3V9zm0 4h8v2H3v-2zm17.7-.6-1.1-1.1a1 1 0 0 0-1.4 0l-.8.8 2.5 2.5.8-.8a1 1 0 0 0 0-1.4zM11 18.5V21h2.5l6.7-6.7-2.5-2.5L11 18.5z"/>'
);
export const announcementIcon = icon(
  'announcement',
  '<path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M18 3v14l-7-3.5H9V19a1.5 1.5 0 0 1-3 0v-5.5a4 4 0 0 1 0-7h5L18 3zm2 4.5a3.5 3.5 0 0 1 0 5v-5z"/>'
);
export const quizIcon = icon(
  'quiz',
  '<path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M4 2h16a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-6l-5 4v-4H4a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zm7 12v2h2v-2h-2zm2-1.2c0-1.2 2.6-1.9 2.6-4.3A3.5 3.5 0 0 0 12 5a3.5 3.5 0 0 0-3.6 3.4h2c0-.9.7-1.5 1.6-1.5s1.5.6 1.5 1.5c0 1.4-2.5 1.8-2.5 4.4h2z"/>'
);
export const materialIcon = icon(
  'material',
  '<path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M6 2h8l5 5v13a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zm7 1.5V8h4.5L13 3.5zM7 11v2h9v-2H7zm0 4v2h9v-2H7z"/>'
);
export const structureIcon = icon(
  'structure',
  '<path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M3 4h14v2H3V4zm4 5h14v2H7V9zm0 5h14v2H7v-2zm-4 5h14v2H3v-2z"/>'
);
export const tutorIcon = icon(
  'tutor',
  '<path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M4 3h16a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm2.5 6v2h2V9h-2zm4.5 0v2h2V9h-2zm4.5 0v2h2V9h-2z"/>'
);
export const thumbUpIcon = icon(
  'thumb-up',
  '<path class="jp-icon3" fill="#616161" d="M2 21h4V9H2v12zm20-11a2 2 0 0 0-2-2h-6.3l1-4.6v-.3a1.5 1.5 0 0 0-.5-1.1L13.200 1 6.600 7.600A2 2 0 0 0 6 9v10a2 2 0 0 0 2 2h9a2 2 0 0 0 1.800-1.200l3-7.100a2 2 0 0 0 .2-.7v-2z"/>'
);
export const thumbDownIcon = icon(
  'thumb-down',
  '<path class="jp-icon3" fill="#616161" d="M22 3h-4v12h4V3zM2 14a2 2 0 0 0 2 2h6.300l-1 4.600v.3c0 .4.2.8.500 1.100L10.800 23l6.600-6.600A2 2 0 0 0 18 15V5a2 2 0 0 0-2-2H7a2 2 0 0 0-1.800 1.200l-3 7.100a2 2 0 0 0-.2.700v2z"/>'
);
