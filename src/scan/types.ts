/** Worst first: the order in which people read them. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'unknown'] as const;
export type Severity = (typeof SEVERITIES)[number];
export type Counts = Record<Severity, number>;

/** The scanners that docker-labs can run, or whose reports it reads. */
export const SCANNER_NAMES = ['trivy', 'trivy-container', 'grype', 'scout', 'snyk'] as const;
export type ScannerName = (typeof SCANNER_NAMES)[number];

/** One known vulnerability in one package (or, in a Trivy report, one failed check of a configuration). */
export interface Finding {
  /** `CVE-2024-1234`, `GHSA-…`, `SNYK-…`. */
  id: string;
  package: string;
  /** Where the package was found: a file in the image, or what the scanner calls the target. */
  path: string;
  installed: string;
  /** The version that mends it; null while there is none. */
  fixed: string | null;
  severity: Severity;
  url: string;
  /** The layer that brings it (digest), where the scanner tells. */
  layer?: string;
}

/** Something that looks like a credential. The report's own redacted sample, never more. */
export interface SecretFinding {
  id: string;
  title: string;
  path: string;
  /** 1-based; null where the scanner does not tell. */
  line: number | null;
  severity: Severity;
}

/**
 * `nothing-recognised`: the scanner found no operating system or package that it knows, so it can say
 * nothing. That is not `clean`.
 */
type ScanOutcome = 'clean' | 'findings' | 'nothing-recognised';

/** What any scanner said of an image, in one form. All text is sanitised. `scan --json` prints it as it is. */
export interface ScanReport {
  /** `database`: ISO date of the vulnerability database, null where the report does not tell. */
  scanner: { name: string; version: string | null; database: string | null };
  /** `id`: `sha256:…` of the image's config; null where the report does not tell. */
  image: {
    name: string;
    id: string | null;
    /** Diff ids, lowest first, where the report lists them: they tell two images apart on any engine. */
    layers: string[];
    /** What made each of `layers`, as the history has it; empty where that is not known. */
    madeBy: string[];
  };
  outcome: ScanOutcome;
  /** The scanner says that the distribution gets no fixes any more. */
  endOfLife: boolean;
  counts: Counts;
  /** How many of them a newer version mends. */
  fixable: Counts;
  /** Worst first. */
  findings: Finding[];
  secrets: SecretFinding[];
}
