// Plays `trivy image` so that scripts, exit codes and reports can be tested without a vulnerability database.
// It really asks the engine for the image, and invents what it finds: a test says what by a label on the
// image (findings.mjs). It proves our plumbing, nothing about an image's security.
import { writeFileSync } from 'node:fs';
import { imageOfArchive, imageOfEngine } from './artifact.mjs';
import { parse, VERSION } from './command-line.mjs';
import { findingsFor } from './findings.mjs';
import { report, table } from './report.mjs';

/** As Trivy logs: time, level, message, separated by tabs, on stderr. */
const log = (level, message) => process.stderr.write(`${new Date().toISOString()}\t${level}\t${message}\n`);

async function main(argv) {
  const options = parse(argv);
  if (options.version) {
    process.stdout.write(options.format === 'json' ? versions() : `Version: ${VERSION}\n`);
    return 0;
  }
  if (options.downloadDbOnly) return 0;
  const image = options.input ? imageOfArchive(options.input) : await imageOfEngine(options.target);
  const found = findingsFor(image);
  if (found.crash) throw new Error(found.crash);
  if (found.slow) {
    log('INFO', '[vulndb] Downloading vulnerability DB...');
    await new Promise((go) => setTimeout(go, found.slow));
  }
  if (!options.quiet) {
    log('INFO', `Detected OS\tfamily="${found.os.Family}" version="${found.os.Name}"`);
    if (found.os.EOSL) {
      log('WARN', 'This OS version is no longer supported by the distribution');
    }
  }
  const vulnerabilities = found.vulnerabilities.filter(
    (each) => options.severities.includes(each.Severity) && (!options.ignoreUnfixed || each.FixedVersion),
  );
  const render = options.format === 'json' ? report : table;
  const text = render({ image, found, vulnerabilities, severities: options.severities });
  if (options.output) writeFileSync(options.output, text);
  else process.stdout.write(text);
  if (found.os.EOSL && options.exitOnEol) return options.exitOnEol;
  return vulnerabilities.length > 0 ? options.exitCode : 0;
}

/** What `trivy --version --format json` tells; the database that is not there counts as one of today. */
function versions() {
  const today = `${new Date().toISOString().slice(0, 10)}T00:00:00Z`;
  const database = { Version: 2, NextUpdate: today, UpdatedAt: today, DownloadedAt: today };
  return `${JSON.stringify({ Version: VERSION, VulnerabilityDB: database })}\n`;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  log('FATAL', `Fatal error\t${error.message}`);
  process.exitCode = 1;
}
