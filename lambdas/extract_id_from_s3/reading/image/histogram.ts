/** Counts of the 256 grey levels. */
export function histogram(pixels: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256);
  for (const value of pixels) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/** The lowest grey level that at least `share` (0 to 1) of the counted pixels do not exceed. */
export function percentile(counts: Uint32Array, share: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (let level = 0; level < 256; level++) {
    seen += counts[level] ?? 0;
    if (seen > 0 && seen >= share * total) return level;
  }
  return 255;
}
