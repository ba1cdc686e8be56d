import type { Found } from './raise.ts';
import { belongs, type Missing, without } from './missing-leaves.ts';
import { watchClock } from './source-clock.ts';
import { readSupersededNote, type SourceLeaf, type SupersededNote } from './source-leaf.ts';
import { newSource, type SourceState } from './source-state.ts';

/** Time that a missing leaf has to come, or to be explained, before a finding is raised; milliseconds of `at`. */
export const GAP_GRACE_MS = 10_000;
/**
 * Time after the end of a boot in which a last call of it may still arrive by another audit process: longer than the
 * deadline of `audit.append`. Milliseconds of `at`.
 */
export const LAST_CALL_MS = 30_000;
/** Forks of one boot that are told of: a chain that is broken throughout says nothing more with each leaf. */
export const MAX_FORKS = 100;
/** Boots that are remembered; beyond it the one heard of longest ago is forgotten. */
const MAX_SOURCES = 10_000;
/** Gaps of one boot that may still close; beyond it the oldest is final. */
const MAX_GAPS = 64;

/**
 * Checks the chains of all sources, given every leaf of the log in order (design 05, completeness). A source sends one call
 * after the other and repeats it until it is answered, so its leaves stand in the log in the order of their numbers: a
 * number that is jumped over is a gap at once, and only for the source's own explanation, which follows, is it given time.
 */
export class ChainChecker {
  #sources = new Map<string, SourceState>();
  /** Boots with gaps for which no finding was raised yet. */
  readonly #waiting = new Set<SourceState>();

  /** Every boot that is remembered. */
  get sources(): Iterable<SourceState> {
    return this.#sources.values();
  }

  /** Whether a gap waits for its explanation. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Goes on with what another checker knew. */
  restore(sources: readonly SourceState[]): void {
    this.#sources = new Map(sources.map((source) => [keyOf(source), source]));
    this.#waiting.clear();
    for (const source of sources) if (source.missing.some(({ raised }) => !raised)) this.#waiting.add(source);
  }

  /** Takes the next leaf of the log. @returns what is wrong, with its source */
  take(seen: SourceLeaf): Found[] {
    const found = this.settle(seen.at);
    const { node, boot, seq, prev } = seen.leaf.src;
    let source = this.#sources.get(keyOf({ node, boot }));
    if (source === undefined) {
      source = newSource(node, boot);
      this.#remember(source);
    }
    found.push(...this.#comesInTime(source, seen));
    if (seq < source.next) found.push(...this.#comesLate(source, seen));
    else {
      if (seq > source.next) this.#jump(source, seen);
      else if (prev !== source.hash) found.push(...fork(source, seen, doesNotFollow(seq)));
      source.next = seq + 1;
      source.hash = seen.hash;
    }
    source.at = seen.at;
    source.silent = false;
    found.push(...this.#hear(source, seen));
    return found;
  }

  /** Raises gaps whose time is over. @param at milliseconds; no leaf that is still to come has a smaller one */
  settle(at: number): Found[] {
    const found: Found[] = [];
    for (const source of this.#waiting) {
      source.missing = source.missing.map((missing) => {
        if (missing.raised || missing.at + GAP_GRACE_MS >= at) return missing;
        found.push(gap(source, missing));
        return { ...missing, raised: true };
      });
      if (source.missing.every(({ raised }) => raised)) this.#waiting.delete(source);
    }
    return found;
  }

  #remember(source: SourceState): void {
    if (this.#sources.size >= MAX_SOURCES) {
      let oldest = source;
      for (const each of this.#sources.values()) if (oldest === source || each.at < oldest.at) oldest = each;
      this.#sources.delete(keyOf(oldest));
      this.#waiting.delete(oldest);
    }
    this.#sources.set(keyOf(source), source);
  }

  #jump(source: SourceState, seen: SourceLeaf): void {
    const { log, index, at, leaf } = seen;
    const range = { from: source.next, to: leaf.src.seq - 1, before: source.hash, after: leaf.src.prev };
    source.missing = [...source.missing.slice(1 - MAX_GAPS), { ...range, log, index, at, raised: false }];
    this.#waiting.add(source);
  }

  /** A number that is behind the source: a missing leaf that comes late, or a second leaf with a number. */
  #comesLate(source: SourceState, seen: SourceLeaf): Found[] {
    const { seq } = seen.leaf.src;
    const gapOfIt = source.missing.find(({ from, to }) => from <= seq && seq <= to);
    if (gapOfIt === undefined) return fork(source, seen, `another leaf has the number ${seq}`);
    if (!belongs(gapOfIt, seen)) return fork(source, seen, `leaf ${seq} is not the one that was missing`);
    return this.#account(source, gapOfIt, seen, { seq, by: seen });
  }

  #account(
    source: SourceState,
    missing: Missing,
    seen: SourceLeaf,
    { seq, by }: { readonly seq: number; readonly by?: SourceLeaf },
  ): Found[] {
    source.missing = source.missing.flatMap((each) => (each === missing ? without(each, seq, by) : [each]));
    if (!missing.raised) return [];
    const what = by === undefined ? 'was superseded, its source says' : 'came late';
    const place = `closed ${seq}`;
    return [{ kind: 'source-gap', ...placeOf(source, seen), place, detail: `leaf ${seq} that was missing ${what}` }];
  }

  #comesInTime(source: SourceState, seen: SourceLeaf): Found[] {
    const { ended } = source;
    if (ended === undefined || source.returned || seen.at - ended <= LAST_CALL_MS) return [];
    source.returned = true;
    return fork(source, seen, `the boot goes on although it ended ${seen.at - ended} ms before`);
  }

  /** What the leaf says of its source. */
  #hear(source: SourceState, seen: SourceLeaf): Found[] {
    const { leaf } = seen;
    const found: Found[] = [];
    const { clock, wrong, byMs } = watchClock(source.clock, seen);
    source.clock = clock;
    if (wrong !== undefined) {
      const detail = `the clock of the source is ${byMs} ms too ${wrong === 'fast' ? 'far ahead' : 'far behind'}`;
      found.push({ kind: 'clock-skew', ...placeOf(source, seen), place: wrong, detail });
    }
    if (leaf.type === 'node.boot') this.#begin(source);
    if (leaf.type !== 'node.boot' && leaf.type !== 'node.idle') return found;
    if (leaf.type === 'node.idle' && leaf.outcome === 'ok') source.ended ??= seen.at;
    const note = readSupersededNote(leaf);
    return [...found, ...(note === undefined ? this.#count(source, seen) : this.#note(source, seen, note))];
  }

  /** Exchanges of the source that have no leaf. */
  #count(source: SourceState, seen: SourceLeaf): Found[] {
    const open = seen.leaf.attempts ?? 0;
    const isMore = open > source.open;
    source.open = open;
    const detail = `${open} exchanges of the source have no leaf a minute after their deadline`;
    return isMore ? [{ kind: 'intent-open', ...placeOf(source, seen), place: String(seen.index), detail }] : [];
  }

  /** A leaf of the chain that is not in the log, as the source says. */
  #note(source: SourceState, seen: SourceLeaf, { seq, id }: SupersededNote): Found[] {
    const detail = `leaf ${seq} is not in the log: another leaf of exchange ${id} was first`;
    const found: Found[] = [{ kind: 'superseded', ...placeOf(source, seen), place: String(seq), detail }];
    const explained = source.missing.find(({ from, to }) => from <= seq && seq <= to);
    return explained === undefined ? found : [...found, ...this.#account(source, explained, seen, { seq })];
  }

  /** A boot takes the place of the one before it of its node; boots that never said that they began are not of that line. */
  #begin(source: SourceState): void {
    for (const other of this.#sources.values()) {
      if (other !== source && other.node === source.node && other.beats) other.ended ??= source.at;
    }
    source.beats = true;
  }
}

function keyOf({ node, boot }: { readonly node: string; readonly boot: string }): string {
  return `${node}/${boot}`;
}

function placeOf(source: SourceState, { log, index }: { readonly log: string; readonly index: number }) {
  return { log, index, source: keyOf(source) };
}

function fork(source: SourceState, seen: SourceLeaf, detail: string): Found[] {
  source.forks += 1;
  if (source.forks > MAX_FORKS) return [];
  const more = source.forks === MAX_FORKS ? '; further forks of this boot are not told of' : '';
  return [{ kind: 'source-fork', ...placeOf(source, seen), place: String(seen.index), detail: `${detail}${more}` }];
}

function doesNotFollow(seq: number): string {
  return seq === 0 ? 'the first leaf of the boot names one before it' : `leaf ${seq} does not follow leaf ${seq - 1}`;
}

function gap(source: SourceState, missing: Missing): Found {
  const { from, to } = missing;
  const detail = from === to ? `leaf ${from} is missing` : `leaves ${from} to ${to} are missing`;
  return { kind: 'source-gap', ...placeOf(source, missing), place: `${from}-${to}`, detail };
}

/** The finding that a source has sent nothing for too long. */
export function silence(source: SourceState, log: string, ms: number): Found {
  const detail = `the source has sent nothing for ${ms} ms after leaf ${source.next - 1}, and did not say that it ended`;
  return { kind: 'source-silent', log, source: keyOf(source), place: String(source.next), detail };
}
