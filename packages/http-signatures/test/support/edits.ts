import type { HttpMessage } from '../../src/index.ts';

type Edit = <M extends HttpMessage>(message: M) => M;
type Line = readonly [name: string, value: string];

/** Replaces the value of each line of a field. */
export function change(name: string, to: (value: string) => string): Edit {
  return editLines((lines) => {
    const changed = lines.map((line): Line => (is(line, name) ? [line[0], to(line[1])] : line));
    if (changed.every(([, value], i) => value === lines[i]?.[1])) throw new Error(`nothing to change in ${name}`);
    return changed;
  });
}

export function drop(name: string): Edit {
  return editLines((lines) => lines.filter((line) => !is(line, name)));
}

/** Lets each line of a field stand twice. */
export function double(name: string): Edit {
  return editLines((lines) => lines.flatMap((line): Line[] => (is(line, name) ? [line, line] : [line])));
}

export function add(name: string, value: string): Edit {
  return editLines((lines) => [...lines, [name, value]]);
}

/** Lets two fields trade their values. */
export function swap(one: string, other: string): Edit {
  return editLines((lines) => {
    const valueOf = (name: string): string => lines.find((line) => is(line, name))?.[1] ?? '';
    const values = new Map([
      [one, valueOf(other)],
      [other, valueOf(one)],
    ]);
    return lines.map(([name, value]): Line => [name, values.get(name.toLowerCase()) ?? value]);
  });
}

function editLines(edit: (lines: readonly Line[]) => readonly Line[]): Edit {
  return (message) => {
    const lines = message.headers.flatMap((name, i): Line[] =>
      i % 2 === 0 ? [[name, message.headers[i + 1] ?? '']] : [],
    );
    return { ...message, headers: edit(lines).flat() };
  };
}

function is([name]: Line, wanted: string): boolean {
  return name.toLowerCase() === wanted;
}
