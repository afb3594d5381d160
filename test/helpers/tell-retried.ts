import type { Reporter, TestCase } from 'vitest/node';

/** Says why a test failed that passed when it was tried again: a retry must not hide what happened. */
export class TellRetried implements Reporter {
  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result();
    if (state !== 'passed' || !errors || errors.length === 0) return;
    const words = errors.map(({ message, diff }) => [message, diff].filter(Boolean).join('\n'));
    console.log(`passed when tried again: ${test.fullName}\n${words.join('\n').replaceAll(/^/gm, '  ')}`);
  }
}
