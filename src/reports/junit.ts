import type { Verdict } from '../checks/types.ts';

/** Characters that XML 1.0 does not allow at all, escaped or not. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const escapeXml = (text: string): string =>
  text
    .replace(FORBIDDEN, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/**
 * Verdicts as a JUnit report, the form that CI systems read: `fail` is a failure, `error` an error, `unknown`
 * skipped; a warning passes and says so in its output.
 *
 * @returns an XML document
 */
export function junit(name: string, verdicts: readonly Verdict[]): string {
  const of = (status: Verdict['status']) => verdicts.filter((verdict) => verdict.status === status).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="${escapeXml(name)}" tests="${verdicts.length}" failures="${of('fail')}" errors="${of('error')}" skipped="${of('unknown')}">`,
    ...verdicts.map(testCase),
    '</testsuite>',
  ].join('\n');
}

function testCase(verdict: Verdict): string {
  const { id, status, actual } = verdict;
  const open = `  <testcase classname="docker-labs" name="${escapeXml(id)}">`;
  const story = [
    `expected: ${verdict.expected}`,
    `actual: ${actual}`,
    ...verdict.evidence.map((one) => `at ${one.file ? `${one.file}:${one.line ?? '-'} ` : ''}${one.text}`),
    `why: ${verdict.why}`,
    `try: ${verdict.tryNext}`,
  ].join('\n');
  const inside: Record<Verdict['status'], string> = {
    pass: '',
    warn: `<system-out>${escapeXml(story)}</system-out>`,
    fail: `<failure message="${escapeXml(actual)}">${escapeXml(story)}</failure>`,
    error: `<error message="${escapeXml(actual)}">${escapeXml(story)}</error>`,
    unknown: `<skipped message="${escapeXml(actual)}"/>`,
  };
  return `${open}${inside[status]}</testcase>`;
}
