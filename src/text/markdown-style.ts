import { Chalk } from 'chalk';
import { Marked, type MarkedToken, Parser, type Token, type Tokens } from 'marked';
import { markedTerminal } from 'marked-terminal';

export interface Look {
  color: boolean;
  ascii: boolean;
}

/** What styles a lesson's pieces; the block layout is markdown.ts's. */
export interface Painter {
  marked: Marked;
  inline(tokens: Token[] | undefined): string;
  code(token: Tokens.Code): string[];
  heading(text: string, depth: number): string;
  dim(text: string): string;
}

/** highlight.js prints to the console about a language that it does not know: only these are handed on. */
const LANGUAGES = new Set(
  'dockerfile bash sh shell json yaml javascript js typescript ts go python py ini diff makefile'.split(' '),
);

/** marked-terminal hides colons of code spans from its emoji pass and leaves it to its blocks to undo. */
const COLON = '*#COLON|*';

/** Styles for one look: marked-terminal does inline marks and code, without colour everything stays text. */
export function painter({ color, ascii }: Look): Painter {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const quoted = (text: string) => (color ? chalk.cyan(text) : `\`${text.replaceAll(COLON, ':')}\``);
  const marked = new Marked(
    markedTerminal(
      {
        emoji: false,
        showSectionPrefix: false,
        tab: 0,
        code: (text) => text,
        codespan: quoted,
        strong: chalk.bold,
        em: chalk.italic,
        del: chalk.strikethrough,
        html: (text) => (text.startsWith('<!--') ? '' : text),
        text: (text) => text.replace(/ *\n */g, ' '),
      },
      {
        theme: {
          keyword: chalk.magenta,
          built_in: chalk.magenta,
          string: chalk.green,
          number: (text) => text,
          comment: chalk.dim,
          variable: chalk.yellow,
          attr: chalk.blue,
          literal: chalk.yellow,
          addition: chalk.green,
          deletion: chalk.red,
        },
      },
    ),
    { renderer: { link: ({ text, href }) => linkText(text, href, chalk.dim), image: ({ text }) => text } },
  );
  const render = (tokens: Token[]) => Parser.parseInline(tokens as MarkedToken[], marked.defaults);
  return {
    marked,
    inline: (tokens) =>
      tokens ? unescapeEntities(render(tokens).replaceAll(COLON, ':').replace(/\r/g, '\n')) : '',
    code: (token) => {
      const lang = (token.lang ?? '').split(/\s/)[0]?.toLowerCase() ?? '';
      if (!color || !LANGUAGES.has(lang)) return token.text.split('\n');
      const text = Parser.parse([{ ...token, lang }] as MarkedToken[], marked.defaults);
      return text.replace(/\n+$/, '').split('\n');
    },
    heading: (text, depth) => (depth === 1 ? chalk.bold.underline(text) : chalk.bold(text)),
    dim: (text) => (ascii && !color ? text : chalk.dim(text)),
  };
}

/** A link as a reader without a mouse needs it: its text, and its address where that says more. */
function linkText(text: string, href: string, dim: (text: string) => string): string {
  return text === href || href.startsWith('#') || href === '' ? text : `${text} ${dim(`(${href})`)}`;
}

/** Text tokens keep their entities, since marked expects to write HTML. */
function unescapeEntities(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&');
}
