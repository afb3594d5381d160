import type { Dockerfile } from '../dockerfile/types.ts';
import { type Blame, blameLayers, stagesTo } from '../image/blame.ts';
import { madeByLine } from '../image/made-by.ts';
import { sanitiseLine } from '../text/sanitise.ts';
import { byWeight, countSeverities } from './severity.ts';
import type { Counts, Finding, ScanReport } from './types.ts';

/** A line of the Dockerfile that brings findings, or the layer where no Dockerfile is at hand. */
export interface Origin {
  /** 1-based, of the lowest layer of these; undefined where the report does not tell the layer. */
  layer: number | undefined;
  /** What made it, in the words of a Dockerfile; empty where that is not known. */
  madeBy: string;
  /** Where it stands. `FROM` for all that comes with the base. */
  line?: { file: string; line: number };
  counts: Counts;
  fixable: number;
  /** Names of the packages, each once, those with the worst findings first. */
  packages: string[];
}

/** The Dockerfile that the image is built from, and the stage that is the image (default: the last). */
export interface OriginSource {
  dockerfile: Dockerfile;
  target?: string | undefined;
}

/**
 * What brings the findings of an image: its layers, as lines of its Dockerfile where that is given. The layers that
 * no line made are the base's. Those with the worst findings come first.
 */
export function originsOf(report: ScanReport, source?: OriginSource): Origin[] {
  const origin = locator(report, source);
  const groups = new Map<string, { place: Place; findings: Finding[] }>();
  for (const finding of report.findings) {
    const place = origin(finding);
    const key = JSON.stringify([place.line ?? place.layer ?? null]);
    const group = groups.get(key) ?? { place, findings: [] };
    group.findings.push(finding);
    if ((place.layer ?? 0) < (group.place.layer ?? 0)) group.place = place;
    groups.set(key, group);
  }
  return [...groups.values()]
    .map(({ place, findings }) => ({ ...shareOf(findings), ...place }))
    .sort((a, b) => weigh(a.counts, b.counts) || (a.layer ?? 0) - (b.layer ?? 0));
}

type Place = Pick<Origin, 'layer' | 'madeBy' | 'line'>;

/** Says of a finding which line brings it. */
function locator(report: ScanReport, source: OriginSource | undefined): (finding: Finding) => Place {
  const { layers, madeBy } = report.image;
  const history = madeBy.map((createdBy) => ({ createdBy, size: 0, empty: false }));
  const lines = source ? blameLayers(history, source.dockerfile, source.target) : [];
  const from = source && stagesTo(source.dockerfile, source.target)[0]?.from;
  return ({ layer: digest }) => {
    const index = digest === undefined ? -1 : layers.indexOf(digest);
    if (index < 0) return { layer: undefined, madeBy: '' };
    const blamed = lines[index];
    if (blamed) return { layer: index + 1, ...written(blamed, source) };
    if (from && lines.length > 0 && !lines.slice(0, index).some(Boolean)) {
      return { layer: index + 1, ...written({ instruction: from, line: from.line }, source) };
    }
    return { layer: index + 1, madeBy: madeByLine(madeBy[index] ?? '') };
  };
}

function written(
  { instruction, line }: Pick<Blame, 'instruction' | 'line'>,
  source: OriginSource | undefined,
): Pick<Origin, 'madeBy' | 'line'> {
  const file = sanitiseLine(source?.dockerfile.file ?? '', 120);
  return { madeBy: sanitiseLine(instruction.text, 200), line: { file, line } };
}

function shareOf(findings: Finding[]): Pick<Origin, 'counts' | 'fixable' | 'packages'> {
  const worst = [...findings].sort(byWeight);
  return {
    counts: countSeverities(findings),
    fixable: findings.filter(({ fixed }) => fixed !== null).length,
    packages: [...new Set(worst.map((one) => one.package))],
  };
}

/** Worse counts first. */
function weigh(a: Counts, b: Counts): number {
  return (
    b.critical - a.critical ||
    b.high - a.high ||
    b.medium - a.medium ||
    b.low - a.low ||
    b.unknown - a.unknown
  );
}
