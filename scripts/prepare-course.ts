// node --import tsx scripts/prepare-course.ts FILE: what the bundled program reads in place of the course's YAML.
import { writeFile } from 'node:fs/promises';
import { prepare } from '../src/course/prepared.ts';
import { readCourse } from '../src/course/read-course.ts';

const [file = 'course.json'] = process.argv.slice(2);
await writeFile(file, prepare(await readCourse(undefined, undefined, {})));
