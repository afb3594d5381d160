import { engineFindings } from '../doctor/engine.ts';
import { editorFinding, folderFinding, terminalFinding } from '../doctor/terminal.ts';
import { clientFinding, scannerFinding } from '../doctor/tools.ts';
import type { Finding } from '../doctor/types.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { glyph, type Pen, paint } from '../plain/paint.ts';
import { capabilities } from '../text/capabilities.ts';
import { packageVersion } from '../version.ts';
import type { CommonOptions } from './options.ts';
import { print, printJson } from './print.ts';

/** `doctor`: what is here, and a fix for each thing that is not. 3 when something needed is missing. */
export async function doctor(options: CommonOptions): Promise<ExitCode> {
  const findings: Finding[] = [
    { id: 'docker-labs', status: 'ok', found: `${packageVersion()} on Node ${process.versions.node}` },
    ...(
      await Promise.all([
        engineFindings(options.engine),
        clientFinding(),
        scannerFinding(),
        folderFinding(options.dir ?? process.cwd()),
      ])
    ).flat(),
    terminalFinding(),
    editorFinding(),
  ];
  if (options.json) printJson({ findings });
  else print(findings.flatMap((finding) => lines(finding, capabilities(process.stdout, options))));
  return findings.some((finding) => finding.status === 'missing') ? EXIT.cannotJudge : EXIT.ok;
}

function lines({ id, status, found, fix }: Finding, pen: Pen): string[] {
  const mark = glyph(pen, status === 'ok' ? 'pass' : status === 'note' ? 'warn' : 'fail');
  const indent = ' '.repeat(16);
  return [`${mark} ${id.padEnd(13)} ${found}`, ...(fix ? [`${indent}${paint(pen, 'dim', fix)}`] : [])];
}
