// Draws the README's pictures from the program's own screens: `npm run screenshots`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { PICTURES, picture, pictureFile } from './pictures.ts';

mkdirSync(new URL('.', pictureFile('any')), { recursive: true });
for (const name of Object.keys(PICTURES)) {
  writeFileSync(pictureFile(name), await picture(name));
  console.log(`assets/screenshots/${name}.svg`);
}
process.exit(0);
