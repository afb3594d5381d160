import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Engine tests that take longest, longest first: begun last, one of them would run on while the other engine is idle. */
const LONGEST = [
  'mutants',
  'labs-1',
  'labs-2',
  'labs-3',
  'labs-4',
  'practice-labs',
  'material',
  'practice-parity',
  'scan-container',
].map((name) => `/test/e2e/${name}.test.ts`);

const rank = ({ moduleId }: TestSpecification): number => {
  const found = LONGEST.findIndex((end) => moduleId.endsWith(end));
  return found < 0 ? LONGEST.length : found;
};

/** The order in which files are begun: the longest engine tests first, all others as vitest has them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
