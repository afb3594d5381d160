// Stands for the package highlight.js in the bundle: the languages that a lesson may hold (src/text/markdown-style.ts) of
// the 190 that it knows. All of them were most of the program's size and a tenth of a second of each start.
import hljs from '../node_modules/highlight.js/lib/core.js';
import bash from '../node_modules/highlight.js/lib/languages/bash.js';
import diff from '../node_modules/highlight.js/lib/languages/diff.js';
import dockerfile from '../node_modules/highlight.js/lib/languages/dockerfile.js';
import go from '../node_modules/highlight.js/lib/languages/go.js';
import ini from '../node_modules/highlight.js/lib/languages/ini.js';
import javascript from '../node_modules/highlight.js/lib/languages/javascript.js';
import json from '../node_modules/highlight.js/lib/languages/json.js';
import makefile from '../node_modules/highlight.js/lib/languages/makefile.js';
import python from '../node_modules/highlight.js/lib/languages/python.js';
import shell from '../node_modules/highlight.js/lib/languages/shell.js';
import typescript from '../node_modules/highlight.js/lib/languages/typescript.js';
import yaml from '../node_modules/highlight.js/lib/languages/yaml.js';

const languages = {
  bash,
  diff,
  dockerfile,
  go,
  ini,
  javascript,
  json,
  makefile,
  python,
  shell,
  typescript,
  yaml,
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

export const highlight = hljs.highlight;
export const highlightAuto = hljs.highlightAuto;
export const getLanguage = hljs.getLanguage;
export const listLanguages = hljs.listLanguages;
export default hljs;
