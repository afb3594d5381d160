import { runCommands } from '../dockerfile/shell-commands.ts';
import type { Instruction } from '../dockerfile/types.ts';

/** A package tool, and how its installation of all dependencies is called. */
export interface Tool {
  id: string;
  /** For people: the line to write. */
  example: { copy: string; install: string };
  isInstall(words: string[]): boolean;
}

/** Names of packages after the command mean: not what the manifest lists, but these. */
const namesPackages = (words: string[]): boolean => words.some((word) => !word.startsWith('-'));
const isGlobal = (words: string[]): boolean => words.includes('-g') || words.includes('--global');

const TOOLS: Tool[] = [
  {
    id: 'npm',
    example: { copy: 'COPY package.json package-lock.json ./', install: 'RUN npm ci' },
    isInstall([command, verb = '', ...rest]) {
      if (command !== 'npm' || isGlobal(rest)) return false;
      if (/^(ci|clean-install|install-clean)$/.test(verb)) return true;
      return (
        /^(i|in|install|add)$/.test(verb) &&
        !namesPackages(withoutValues(rest, ['--prefix', '--omit', '--only']))
      );
    },
  },
  {
    id: 'pnpm',
    example: { copy: 'COPY package.json pnpm-lock.yaml ./', install: 'RUN pnpm install --frozen-lockfile' },
    isInstall: ([command, verb = '', ...rest]) =>
      command === 'pnpm' && /^(i|install|fetch)$/.test(verb) && !isGlobal(rest),
  },
  {
    id: 'yarn',
    example: { copy: 'COPY package.json yarn.lock ./', install: 'RUN yarn install --immutable' },
    isInstall: ([command, verb = 'install']) =>
      command === 'yarn' && (verb === 'install' || verb.startsWith('-') || verb === 'workspaces'),
  },
  {
    id: 'bun',
    example: { copy: 'COPY package.json bun.lock ./', install: 'RUN bun install --frozen-lockfile' },
    isInstall: ([command, verb = '', ...rest]) =>
      command === 'bun' && /^(i|install)$/.test(verb) && !isGlobal(rest) && !namesPackages(rest),
  },
  {
    id: 'go',
    example: { copy: 'COPY go.mod go.sum ./', install: 'RUN go mod download' },
    isInstall: ([command, verb = '', what = '']) =>
      command === 'go' && verb === 'mod' && /^(download|vendor|tidy)$/.test(what),
  },
  {
    id: 'pip',
    example: { copy: 'COPY requirements.txt ./', install: 'RUN pip install -r requirements.txt' },
    isInstall: (words) => {
      const rest = pipArguments(words);
      if (rest?.[0] !== 'install' && rest?.[0] !== 'sync' && rest?.[0] !== 'wheel') return false;
      return rest[0] === 'sync' || rest.some((word) => /^(-r|--requirement|-c)/.test(word));
    },
  },
  {
    id: 'poetry',
    example: { copy: 'COPY pyproject.toml poetry.lock ./', install: 'RUN poetry install --no-root' },
    isInstall: ([command = '', verb = '']) =>
      (command === 'poetry' && verb === 'install') ||
      (command === 'pipenv' && /^(install|sync)$/.test(verb)) ||
      (command === 'uv' && verb === 'sync'),
  },
];

export function toolOf(id: string): Tool | undefined {
  return TOOLS.find((tool) => tool.id === id);
}

/** `pip …`, `pip3 …`, `/opt/venv/bin/pip …`, `python -m pip …`, `uv pip …`: what follows, else undefined. */
export function pipArguments(words: string[]): string[] | undefined {
  const [first = '', second, third] = words;
  if (/(^|\/)pip[\d.]*$/.test(first)) return words.slice(1);
  if (/(^|\/)python[\d.]*$/.test(first) && second === '-m' && third === 'pip') return words.slice(3);
  if (first === 'uv' && second === 'pip') return words.slice(2);
  return undefined;
}

function withoutValues(words: string[], options: string[]): string[] {
  return words.filter((_, index) => !options.includes(words[index - 1] ?? ''));
}

/** The commands of a RUN, each as its words; what only prepares another command (sudo, time) is dropped. */
export function commandsOf(run: Instruction): string[][] {
  return runCommands(run).map(({ words }) => words.slice(words[0] === 'sudo' ? 1 : 0));
}

/** The tool whose dependencies a RUN installs, if any does. */
export function installerOf(run: Instruction): Tool | undefined {
  const commands = commandsOf(run);
  return TOOLS.find((tool) => commands.some((words) => tool.isInstall(words)));
}
