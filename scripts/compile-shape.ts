// Prints what the build bundles for src/reports/export/shape.ts: the check as code, without the compiler that makes it.
import standalone from 'ajv/dist/standalone/index.js';
import { compileShape } from '../src/reports/export/compile-shape.ts';

const { ajv, validate } = compileShape({ source: true, esm: true });
console.log(standalone.default(ajv, validate));
