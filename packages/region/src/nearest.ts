/** Edits by which two words may differ and still be taken for each other; short words get fewer. */
const MAX_EDITS = 2;
/** Known words beyond which nothing is suggested: the search costs more than the hint is worth. */
const MAX_KNOWN = 2000;

/** The known word that was most likely meant, if any is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length > MAX_KNOWN) return undefined;
  const budget = Math.min(MAX_EDITS, Math.floor(word.length / 2));
  let best: { readonly candidate: string; readonly edits: number } | undefined;
  for (const candidate of known) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits <= budget && (best === undefined || edits < best.edits)) best = { candidate, edits };
  }
  return best?.candidate;
}

/** Damerau-Levenshtein distance (optimal string alignment): a swap of neighbours counts once. */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const edits = Math.min(
        cell(previous, j) + 1,
        cell(row, j - 1) + 1,
        cell(previous, j - 1) + cost,
        swapped ? cell(before, j - 2) + 1 : Infinity,
      );
      row.push(edits);
    }
    before = previous;
    previous = row;
  }
  return cell(previous, b.length);
}

function cell(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
