// Stands for the package highlight.js in the bundle: the languages that a lesson may hold (src/text/markdown-style.ts) of
// the 190 that it knows. All of them were most of the program's size and a tenth of a second of each start.
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import makefile from 'highlight.js/lib/languages/makefile';
import python from 'highlight.js/lib/languages/python';
import shell from 'highlight.js/lib/languages/shell';
import typescript from 'highlight.js/lib/languages/typescript';
import yaml from 'highlight.js/lib/languages/yaml';

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
