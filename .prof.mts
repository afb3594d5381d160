import { mkdirSync, readdirSync, readFileSync, existsSync, writeFileSync } from 'node:fs';
import { loadCourse } from './src/course/load.ts';
import { exportOf, newKey } from './test/helpers/exports.ts';
import { learner } from './test/helpers/school-class.ts';
import { sealExport } from './src/reports/export/sign.ts';
import { canonicalJson, sha256 } from './src/text/canonical.ts';
import { gradeFiles } from './src/reports/grade/class.ts';
import { DEFAULT_RULES } from './src/reports/grade/rules.ts';
import { readExport } from './src/reports/export/read.ts';
import { exportSchema } from './src/reports/export/schema.ts';
import { signatureHolds } from './src/reports/export/sign.ts';
import { chainProblems, replay } from './src/reports/export/replay.ts';
import { assess } from './src/reports/grade/assess.ts';
import { traitsOf } from './src/reports/grade/traits.ts';
import { EvidenceBook } from './src/reports/grade/evidence.ts';
const course = await loadCourse();
const all = '/tmp/class';
if (!existsSync(all)) {
  mkdirSync(all);
  const plan = learner(course, 0);
  let left = 62;
  const parts = [plan, ...(plan.more ?? [])].map((one: any) => { const rounds = one.rounds?.slice(0, left) ?? []; left -= rounds.length; return { ...one, rounds }; });
  const [first, ...more] = parts.filter(({ rounds }: any) => rounds.length > 0);
  const document = await exportOf(course, { ...plan, ...first, more });
  for (let index = 0; index < 1000; index++) {
    const own = structuredClone(document);
    own.learner = { name: `Learner ${index}`, id: `s${index}` };
    for (const [at, attempt] of own.chain.entries()) { const before = own.chain[at - 1]; attempt.at = new Date(Date.parse(attempt.at) + index * 1000).toISOString(); if (before) attempt.previous = sha256(canonicalJson(before)); }
    for (const file of own.labs.flatMap(({ files }: any) => files)) if (file.text !== undefined) file.text = file.text.replaceAll(/^(COPY|RUN) /gm, `$1 --x=${index} `);
    writeFileSync(`${all}/${index}.json`, sealExport(own, newKey()));
  }
}
const files = readdirSync(all).map((n) => `${all}/${n}`);
const bufs = files.map((f) => readFileSync(f));
const T: Record<string, number> = {};
const t = <A,>(n: string, f: () => A): A => { const s = performance.now(); const r = f(); T[n] = (T[n] ?? 0) + performance.now() - s; return r; };
for (let turn = 0; turn < 3; turn++) {
  for (const k in T) delete T[k];
  for (let i = 0; i < 1000; i++) {
    const f = files[i]!;
    t('read', () => readFileSync(f));
    const b = bufs[i]!;
    t('sha', () => sha256(b));
    const text = t('decode', () => b.toString('utf8'));
    const v = t('parse', () => JSON.parse(text));
    t('zod', () => exportSchema.safeParse(v));
    t('ed', () => signatureHolds(v.signature));
    const read = t('readExport', () => readExport(b));
    if (read.integrity === 'unreadable') throw 1;
    t('chain', () => chainProblems(v.document.chain));
    t('replay', () => replay(v.document.chain, course));
    t('book', () => new EvidenceBook(v.document));
    const one = t('assess', () => assess(f, read, { course, rules: DEFAULT_RULES }));
    t('traits', () => traitsOf(read.document, one.key));
  }
  console.log(Object.entries(T).map(([k, n]) => `${k} ${n.toFixed(0)}`).join('  '));
  const s = performance.now(); await gradeFiles(files, { course, rules: DEFAULT_RULES }); console.log('whole', performance.now() - s);
}
