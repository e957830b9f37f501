/** The extension: the course service, the Courses panel, work on assignments, the tutor, authoring, a class's structure, and C++ cells. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { address } from './plugins/address.ts';
import { author } from './plugins/author.ts';
import { connection } from './plugins/connection.ts';
import { courses } from './plugins/courses.ts';
import { cpp } from './plugins/cpp.ts';
import { panels } from './plugins/panels.ts';
import { reading } from './plugins/reading.ts';
import { quiz } from './plugins/quiz.ts';
import { service } from './plugins/service.ts';
import { structure } from './plugins/structure.ts';
import { tutor } from './plugins/tutor.ts';
import { work } from './plugins/work.ts';

const plugins: JupyterFrontEndPlugin<unknown>[] = [service, connection, courses, reading, quiz, structure, work, tutor, author, panels, cpp, address];

export default plugins;
