/** One thing that `doctor` looked at. `missing` costs something the course needs, `note` does not. */
export interface Finding {
  id: string;
  status: 'ok' | 'note' | 'missing';
  /** What was found, in one line. */
  found: string;
  /** What to do about it; absent where all is well. */
  fix?: string;
}
