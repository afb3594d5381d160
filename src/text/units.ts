/** Bytes for people, decimal as Docker shows them: `4.8 MB`, `1.12 GB`, `312 kB`. */
export function formatBytes(bytes: number): string {
  const sign = bytes < 0 ? '−' : '';
  let value = Math.abs(bytes);
  for (const unit of ['B', 'kB', 'MB', 'GB']) {
    if (value < 999.5 || unit === 'GB') {
      const digits = unit === 'B' || value >= 99.95 ? 0 : value >= 9.995 || unit !== 'GB' ? 1 : 2;
      return `${sign}${value.toFixed(digits)} ${unit}`;
    }
    value /= 1000;
  }
  throw new Error('unreachable');
}

/** Milliseconds for people: `0.3 s`, `12 s`, `2 min 05 s`. */
export function formatDuration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
