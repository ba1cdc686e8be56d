import { describe, expect, it } from '@jest/globals';
import { SILENT_MS, SilenceWatch } from '../../src/completeness/silence-watch.ts';
import { newSource, type SourceState } from '../../src/completeness/source-state.ts';

function setUp() {
  let now = 1000;
  const watch = new SilenceWatch(() => now);
  const source: SourceState = { ...newSource('n', 'b'), beats: true };
  /** Looks every second, as the checker does. */
  const pass = (ms: number): number[] => {
    const silent: number[] = [];
    for (const end = now + ms; now < end;) {
      now += 1000;
      watch.look();
      for (const found of watch.silent([source])) {
        found.source.silent = true;
        silent.push(found.ms);
      }
    }
    return silent;
  };
  return { watch, source, pass, sleep: (ms: number) => (now += ms) };
}

describe('a source', () => {
  it('is silent once three heartbeats are missed, and that is told once', () => {
    const { watch, source, pass } = setUp();
    watch.heard(source);
    expect(pass(SILENT_MS)).toEqual([]);
    expect(pass(5000)).toEqual([SILENT_MS + 1000]);
  });

  it('that beats is not', () => {
    const { watch, source, pass } = setUp();
    for (let beat = 0; beat < 10; beat += 1) {
      watch.heard(source);
      expect(pass(SILENT_MS)).toEqual([]);
    }
  });

  it('that has ended, or never said that it begins, is not', () => {
    const ended = setUp();
    ended.source.ended = 1;
    expect(ended.pass(SILENT_MS * 2)).toEqual([]);
    const other = setUp();
    other.source.beats = false;
    expect(other.pass(SILENT_MS * 2)).toEqual([]);
  });

  it('is not for time in which the log itself slept', () => {
    const { watch, source, pass, sleep } = setUp();
    watch.heard(source);
    pass(10_000);
    sleep(SILENT_MS * 10);
    expect(pass(SILENT_MS)).toEqual([]);
    expect(pass(2000)).toHaveLength(1);
  });

  it('of an earlier run is given its time again', () => {
    const { pass } = setUp();
    expect(pass(SILENT_MS)).toEqual([]);
    expect(pass(2000)).toHaveLength(1);
  });
});
