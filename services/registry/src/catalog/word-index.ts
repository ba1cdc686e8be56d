import { rootsOf, wordsOf } from './word-forms.ts';

/** Weight of a word that is there only by a common root, and of one that only begins so. */
const BY_ROOT = 0.6;
const BY_BEGINNING = 0.4;
/** Words with fewer letters are looked for as they are. */
const SHORTEST_BEGINNING = 3;
/** Words of a query that count; one has hardly ten. */
const MOST_WORDS = 12;
/** Words of one text that are indexed: a description may be a book. */
const MOST_WORDS_IN_TEXT = 2000;
/** Words that may begin with what was typed; the rarest family of words has fewer. */
const MOST_BEGINNINGS = 200;

/** A text to find something by, and how much it counts. */
export interface WeightedText {
  readonly text: string;
  readonly weight: number;
}

/** Finds documents by words: an index in memory that is changed one document at a time. */
export class WordIndex {
  /** Weight of a word in each document that has it. */
  readonly #words = new Map<string, Map<string, number>>();
  /** Words by each of their roots. */
  readonly #families = new Map<string, Set<string>>();
  readonly #documents = new Map<string, ReadonlySet<string>>();
  /** All words in order; undefined after a change. */
  #sorted: readonly string[] | undefined;

  /** Puts a document in, in place of what it was. */
  put(id: string, texts: readonly WeightedText[]): void {
    this.remove(id);
    const weights = new Map<string, number>();
    for (const { text, weight } of texts) {
      for (const word of wordsOf(text).slice(0, MOST_WORDS_IN_TEXT)) {
        weights.set(word, Math.max(weight, weights.get(word) ?? 0));
      }
    }
    for (const [word, weight] of weights) this.#add(word).set(id, weight);
    this.#documents.set(id, new Set(weights.keys()));
  }

  remove(id: string): void {
    for (const word of this.#documents.get(id) ?? []) {
      const holders = this.#words.get(word);
      holders?.delete(id);
      if (holders?.size === 0) this.#forget(word);
    }
    this.#documents.delete(id);
  }

  /**
   * Documents that have every word of a query, itself, by a common root or as a beginning; the best first, equals by id.
   * @returns undefined where the query holds no word
   */
  search(query: string): string[] | undefined {
    const wanted = [...new Set(wordsOf(query))].slice(0, MOST_WORDS);
    if (wanted.length === 0) return undefined;
    let found: Map<string, number> | undefined;
    for (const word of wanted) {
      const scores = this.#scoresOf(word);
      const before = found;
      if (before === undefined) found = scores;
      else {
        const both = [...scores].flatMap(([id, score]): [string, number][] => {
          const sum = before.get(id);
          return sum === undefined ? [] : [[id, sum + score]];
        });
        found = new Map(both);
      }
    }
    return [...(found ?? [])].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([id]) => id);
  }

  #scoresOf(word: string): Map<string, number> {
    const scores = new Map<string, number>();
    const count = (other: string, by: number): void => {
      const holders = this.#words.get(other);
      if (holders === undefined) return;
      // What few documents have says more (inverse document frequency).
      const rarity = Math.log(1 + this.#documents.size / holders.size);
      for (const [id, weight] of holders) scores.set(id, Math.max(scores.get(id) ?? 0, weight * by * rarity));
    };
    count(word, 1);
    const roots = rootsOf(word);
    for (const root of [word, ...roots]) {
      if (root !== word) count(root, BY_ROOT);
      for (const other of this.#families.get(root) ?? []) count(other, BY_ROOT);
    }
    if (word.length >= SHORTEST_BEGINNING) for (const other of this.#beginningWith(word)) count(other, BY_BEGINNING);
    return scores;
  }

  #beginningWith(start: string): readonly string[] {
    const sorted = (this.#sorted ??= [...this.#words.keys()].toSorted());
    let low = 0;
    for (let high = sorted.length; low < high;) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle] ?? '') < start) low = middle + 1;
      else high = middle;
    }
    const found = sorted.slice(low, low + MOST_BEGINNINGS);
    const end = found.findIndex((word) => !word.startsWith(start));
    return end === -1 ? found : found.slice(0, end);
  }

  #add(word: string): Map<string, number> {
    const known = this.#words.get(word);
    if (known !== undefined) return known;
    const holders = new Map<string, number>();
    this.#words.set(word, holders);
    this.#sorted = undefined;
    for (const root of rootsOf(word)) {
      const family = this.#families.get(root);
      if (family === undefined) this.#families.set(root, new Set([word]));
      else family.add(word);
    }
    return holders;
  }

  #forget(word: string): void {
    this.#words.delete(word);
    this.#sorted = undefined;
    for (const root of rootsOf(word)) {
      const family = this.#families.get(root);
      family?.delete(word);
      if (family?.size === 0) this.#families.delete(root);
    }
  }
}
