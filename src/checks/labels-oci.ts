import semver from 'semver';
import parseSpdx from 'spdx-expression-parse';
import { z } from 'zod';
import { defineKind, fail, inImage, inspectField, listed, pass } from './kind.ts';
import { decidedOrMissing, known, sourceIfAny } from './source.ts';
import type { SubjectFacts } from './types.ts';

/** https://github.com/opencontainers/image-spec/blob/main/annotations.md */
const PREFIX = 'org.opencontainers.image.';
/** Docker's rule for keys of labels: https://docs.docker.com/engine/manage-resources/labels/#key-format-recommendations */
const KEY = /^[a-z0-9]+(?:[._/-][a-z0-9]+)*$/i;
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
  version: (value) => (semver.valid(value) ? undefined : 'is no semantic version, such as 1.0.0'),
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
    hadolint: ['DL3048', 'DL3049', 'DL3050', 'DL3051', 'DL3052', 'DL3053', 'DL3054', 'DL3055', 'DL3056'],
  },
  async judge(facts, args) {
    const labels = await labelsOf(facts);
    const wanted = args.labels.map((name) => (name.includes('.') ? name : `${PREFIX}${name}`));
    const expected = wanted.length > 0 ? `valid labels ${listed(wanted)}` : 'every label well-formed';
    const seeIt = inspectField(facts, 'Labels');
    const problems = [
      ...wanted.filter((key) => labels[key] === undefined).map((key) => [key, 'is missing'] as const),
      ...Object.entries(labels).flatMap(([key, value]) => {
        const problem = problemOf(key, value);
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
    const source = await sourceIfAny(facts);
    return fail({
      expected,
      actual: problems
        .map(([key, problem]) => `${key} ${problem}`)
        .slice(0, 4)
        .join('; '),
      evidence: [
        ...decidedOrMissing(source, 'LABEL'),
        ...problems
          .slice(0, 6)
          .map(([key, problem]) => inImage(facts, `Config.Labels.${key}`, labels[key] ?? problem)),
      ],
      tryNext: `LABEL ${problems[0]?.[0]}="…" in the last stage. Values that change come in by ARG and --build-arg.`,
      seeIt,
    });
  },
});

async function labelsOf(facts: SubjectFacts): Promise<Record<string, string>> {
  const labels = known(await facts.image(), 'labels');
  // Ours say who built it, and are not the learner's.
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith('dev.docker-labs')));
}

function problemOf(key: string, value: string): string | undefined {
  if (!KEY.test(key)) return 'is no well-formed key (letters and digits, with . _ / - between them)';
  if (!key.startsWith(PREFIX)) return undefined;
  if (value.trim() === '') return 'is empty';
  if (value.includes('$(') || value.includes('`')) return `says ${value}: commands are not run in a label`;
  return RULES[key.slice(PREFIX.length)]?.(value);
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
