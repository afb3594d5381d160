import semver from 'semver';
import parseSpdx from 'spdx-expression-parse';
import * as z from 'zod';
import { listed } from '../text/counted.ts';
import { at, defineKind, fail, inImage, inspectField, pass } from './kind.ts';
import { decidedOrMissing, imageIfAny, known, type Source, sourceIfAny } from './source.ts';
import type { Evidence, SubjectFacts } from './types.ts';
import { pairs, walk } from './walk.ts';

/** https://github.com/opencontainers/image-spec/blob/main/annotations.md */
const PREFIX = 'org.opencontainers.image.';
/** Docker's rules for keys of labels: https://docs.docker.com/engine/manage-resources/labels/#key-format-recommendations */
const KEY = /^[a-z](?:[a-z0-9]|[.-](?=[a-z0-9]))*$/;
const RESERVED = /^(?:com\.docker|io\.docker|org\.dockerproject)\./;
const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** Label (without the prefix) -> why its value is not valid, or undefined. */
const RULES: Record<string, (value: string) => string | undefined> = {
  created: (value) =>
    RFC3339.test(value) && !Number.isNaN(Date.parse(value))
      ? undefined
      : 'is no RFC 3339 time, such as 2026-11-23T09:00:00Z',
  url: urlRule,
  source: urlRule,
  documentation: urlRule,
  // A leading v is usual in tags and no part of the version: https://semver.org/#is-v123-a-semantic-version
  version: (value) =>
    semver.parse(value)?.raw === value && /^\d/.test(value)
      ? undefined
      : 'is no semantic version, such as 1.0.0',
  revision: (value) => (/^[\w.+/-]{1,128}$/.test(value) ? undefined : 'is no revision, such as a commit id'),
  licenses: (value) => (isSpdx(value) ? undefined : 'is no SPDX expression, such as MIT'),
};

export const labelsOci = defineKind({
  id: 'labels.oci',
  title: 'the image says what it is, in valid OCI labels',
  args: z.strictObject({
    labels: z.array(z.string().min(1)).default([]).describe(`The labels to have, without "${PREFIX}".`),
  }),
  needs: ['image'],
  why: 'Months later, the labels are all that tells which source and version an image on a server is.',
  sameAs: {
    hadolint: ['DL3048', 'DL3049', 'DL3051', 'DL3052', 'DL3053', 'DL3054', 'DL3055', 'DL3056'],
    differs:
      'hadolint needs a label schema to be given; here the OCI names say what their values are. A revision may be any id, not a git hash alone. Labels besides the asked ones are welcome (DL3050 is not followed).',
  },
  async judge(facts, args) {
    const source = await sourceIfAny(facts);
    const written = source ? writtenLabels(facts, source) : undefined;
    const image = await imageIfAny(facts);
    const labels = image ? ownLabels(known(image, 'labels')) : Object.fromEntries(written ?? []);
    const wanted = args.labels.map((name) => (name.includes('.') ? name : `${PREFIX}${name}`));
    const expected = wanted.length > 0 ? `valid labels ${listed(wanted)}` : 'every label well-formed';
    const seeIt = inspectField(facts, 'Labels');
    const problems = [
      ...wanted.filter((key) => labels[key] === undefined).map((key) => [key, 'is missing'] as const),
      ...Object.entries(labels).flatMap(([key, value]) => {
        // What the base image says of itself is not this file's doing.
        const inherited = written !== undefined && !written.has(key) && !wanted.includes(key);
        const problem = inherited ? undefined : problemOf(key, value);
        return problem === undefined ? [] : [[key, problem] as const];
      }),
    ];
    if (problems.length === 0) {
      const own = Object.keys(labels).filter((key) => key.startsWith(PREFIX));
      return {
        ...pass(expected, own.length > 0 ? listed(own.map((key) => key.slice(PREFIX.length))) : 'none'),
        seeIt,
      };
    }
    return fail({
      expected,
      actual: problems
        .map(([key, problem]) => `${key} ${problem}`)
        .slice(0, 4)
        .join('; '),
      evidence: [
        ...linesOf(
          source,
          problems.map(([key]) => key),
        ),
        ...(image ? problems.slice(0, 6) : []).map(([key, problem]) =>
          inImage(facts, `Config.Labels.${key}`, labels[key] ?? problem),
        ),
      ],
      tryNext: adviceOn(problems[0]?.[0] ?? '', labels),
      seeIt,
    });
  },
});

function adviceOn(key: string, labels: Record<string, string>): string {
  if (!KEY.test(key) || RESERVED.test(key)) return `Give the label ${key} another name, in lower case.`;
  if (labels[key] === undefined) return `LABEL ${key}="…" in the last stage.`;
  return `Give ${key} a value of its kind. One that changes with each build comes in by ARG and --build-arg.`;
}

/** Ours say who built it, and are not the learner's. */
function ownLabels(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith('dev.docker-labs')));
}

/**
 * The labels that the Dockerfile sets on the way to the stage. A value that only a build argument gives is
 * shown by its name: nothing can be said against it before the build.
 */
function writtenLabels(facts: SubjectFacts, { dockerfile, stage }: Source): Map<string, string> {
  const labels = new Map<string, string>();
  for (const { instruction, fill, unset } of walk(dockerfile, stage, facts.subject.buildArgs)) {
    if (instruction.keyword !== 'LABEL') continue;
    for (const [key, value] of pairs(instruction.args)) {
      const open = unset.some((name) => new RegExp(`\\$\\{?${name}\\b`).test(value));
      labels.set(fill(key), open ? OPEN : fill(value));
    }
  }
  return labels;
}

/** Stands for a value that is known at build time only. */
const OPEN = '(from a build argument)';

/** The LABEL lines of these keys, the last of each; else where LABEL stands, or is missing. */
function linesOf(source: Source | undefined, keys: string[]): Evidence[] {
  if (!source) return [];
  const steps = walk(source.dockerfile, source.stage).filter(
    ({ instruction }) => instruction.keyword === 'LABEL',
  );
  const lines = keys.flatMap(
    (key) =>
      steps.findLast(({ instruction, fill }) => pairs(instruction.args).some(([word]) => fill(word) === key))
        ?.instruction ?? [],
  );
  const unique = [...new Set(lines)];
  return unique.length > 0
    ? unique.map((one) => at(source.dockerfile, one))
    : decidedOrMissing(source, 'LABEL');
}

function problemOf(key: string, value: string): string | undefined {
  if (!KEY.test(key))
    return 'is no well-formed key (lower-case letters and digits, with single . or - between)';
  if (RESERVED.test(key)) return 'is in a namespace that Docker keeps for itself';
  if (!key.startsWith(PREFIX)) return undefined;
  if (value.trim() === '') return 'is empty';
  if (value.includes('$(') || value.includes('`')) return `says ${value}: commands are not run in a label`;
  return value === OPEN ? undefined : RULES[key.slice(PREFIX.length)]?.(value);
}

function urlRule(value: string): string | undefined {
  return URL.canParse(value) && /^[a-z][a-z0-9+.-]*:\/\/./i.test(value) ? undefined : 'is no URL';
}

function isSpdx(value: string): boolean {
  try {
    parseSpdx(value);
    return true;
  } catch {
    return false;
  }
}
