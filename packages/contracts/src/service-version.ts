/** Parts of a version: numbers, and what follows a hyphen (Semantic Versioning 2.0.0, section 9). */
interface Parts {
  readonly numbers: readonly number[];
  readonly preview: string | undefined;
}

/** The major number of a version: its first number, `2` of `2.1.0`, of `v2` and of `2`; 0 where there is none. */
export function majorOf(version: string): number {
  return partsOf(version).numbers[0] ?? 0;
}

/**
 * Orders versions, oldest first: number by number, missing ones taken for 0; a preview (`2.0.0-rc.1`) comes before what it
 * leads to. A `+` and what follows says nothing (Semantic Versioning 2.0.0, sections 10 and 11).
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let i = 0; i < Math.max(left.numbers.length, right.numbers.length); i++) {
    const difference = (left.numbers[i] ?? 0) - (right.numbers[i] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.preview === undefined || right.preview === undefined) {
    return Number(left.preview === undefined) - Number(right.preview === undefined);
  }
  return comparePreviews(left.preview.split('.'), right.preview.split('.'));
}

/** Numbers by value and before words, words by their characters, more parts after fewer. */
function comparePreviews(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [left = '', right = ''] = [a[i], b[i]];
    const [leftNumber, rightNumber] = [NUMBER.test(left), NUMBER.test(right)];
    if (leftNumber && rightNumber && Number(left) !== Number(right)) return Number(left) - Number(right);
    if (leftNumber !== rightNumber) return leftNumber ? -1 : 1;
    if (!leftNumber && left !== right) return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

const NUMBER = /^\d+$/;

function partsOf(version: string): Parts {
  const [core = ''] = version.split('+', 1);
  const hyphen = core.indexOf('-');
  const numbers = (hyphen === -1 ? core : core.slice(0, hyphen)).match(/\d+/g) ?? [];
  return { numbers: numbers.map(Number), preview: hyphen === -1 ? undefined : core.slice(hyphen + 1) };
}
