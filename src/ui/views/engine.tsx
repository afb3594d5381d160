import type { ReactNode } from 'react';
import type { EngineState, SessionState } from '../../session/state.ts';
import { formatBytes } from '../../text/units.ts';
import { hanging, padEnd } from '../../text/width.ts';
import { words } from '../../text/words.ts';
import type { ViewProps } from '../app.tsx';
import { useUi } from '../context.ts';
import type { Theme } from '../theme.ts';
import { ScrollView } from './scroll-view.tsx';

const LABEL = 13;

/** The engine, or what was tried and what to do; below it what the doctor finds on this machine. */
export function EngineView(props: ViewProps): ReactNode {
  const { theme } = useUi();
  const lines = (width: number) => [
    ...engineLines(props.state.engine, theme, width),
    '',
    ...findingLines(props.state, theme, width),
  ];
  return <ScrollView {...props} title={words.engine.title} lines={lines} />;
}

function engineLines(engine: EngineState, theme: Theme, width: number): string[] {
  const row = (label: string, text: string) =>
    hanging(theme.dim(padEnd(`  ${label}`, LABEL + 2)), theme.glyphs(text), width);
  switch (engine.kind) {
    case 'looking':
      return [theme.dim(words.engine.looking)];
    case 'real': {
      const { info } = engine;
      return [
        `${theme.mark('pass')} ${theme.strong(`${info.kind} ${info.version}`)}`,
        ...row(words.engine.foundBy, `${info.foundBy}  ${theme.dim(info.endpoint)}`),
        ...row(words.engine.builder, info.buildkit ? words.engine.buildkit : words.engine.noBuildkit),
        ...row(words.engine.api, info.apiVersion),
        ...row(words.engine.storage, words.engine.store(info.storage, info.rootless)),
        ...row(
          words.engine.host,
          words.engine.cpus(`${info.os}/${info.architecture}`, info.cpus, formatBytes(info.memory)),
        ),
      ];
    }
    case 'practice':
      return [
        ...hanging(`${theme.mark('practised')} `, theme.strong(words.engine.practiceTitle), width),
        ...hanging('  ', words.engine.practiceMeans, width),
        '',
        ...(engine.chosen
          ? hanging('  ', words.engine.practiceChosen, width)
          : [
              ...row(words.engine.why, engine.reason),
              ...engine.tried.flatMap((line, index) => row(index === 0 ? words.engine.tried : '', line)),
              ...row(words.engine.whatToDo, engine.tryNext),
            ]),
      ];
    case 'lost':
      return [
        ...hanging(`${theme.mark('warn')} `, theme.strong(words.engine.lostTitle), width),
        ...row(words.engine.why, engine.reason),
        ...row(words.engine.whatToDo, engine.tryNext),
      ];
  }
}

function findingLines({ findings }: SessionState, theme: Theme, width: number): string[] {
  if (!findings) return [theme.dim(theme.glyphs(words.engine.examining))];
  const marks = { ok: 'pass', note: 'warn', missing: 'fail' } as const;
  return [
    theme.strong(words.engine.machine),
    ...findings.flatMap(({ id, status, found, fix }) => [
      ...hanging(`${theme.mark(marks[status])} ${padEnd(id, LABEL)}`, theme.glyphs(found), width),
      ...(fix ? hanging(' '.repeat(LABEL + 2), theme.dim(theme.glyphs(fix)), width) : []),
    ]),
  ];
}
