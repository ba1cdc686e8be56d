/** One system call of a trace by `strace -f -yy`. */
export interface TracedCall {
  readonly name: string;
  /** What its first argument is open on: a path, or `TCP:[local->peer]`. */
  readonly on: string;
  /** Its other arguments, buffers as strace escapes them. */
  readonly data: string;
  /** Line on which it was entered. */
  readonly begun: number;
  /** Line on which it had returned; undefined if the trace ends before. */
  returned: number | undefined;
  /** What it returned, with the error's name. */
  result: string | undefined;
}

// A descriptor's name ends at the > that the next argument, the end or another thread follows: TCP names hold an arrow.
const BEGUN = /^(\d+) +(\w+)\(\d+<(.*?)>(?=[,)]| <unfinished)(.*)$/s;
const RESUMED = /^(\d+) +<\.\.\. (\w+) resumed>.*?= (-?\d+(?: E[A-Z]+)?)[^"]*$/s;
const RESULT = /\) += (-?\d+(?: E[A-Z]+)?)[^"]*$/;

/**
 * Reads the lines of a trace. strace writes a line when a call is entered (`unfinished`) or has returned, in the order in
 * which the kernel reported it, so the order of lines is the order of events over all threads.
 */
export function readTrace(lines: readonly string[]): TracedCall[] {
  const calls: TracedCall[] = [];
  const unfinished = new Map<string, TracedCall>();
  for (const [at, line] of lines.entries()) {
    const [, thread, , result] = RESUMED.exec(line) ?? [];
    const open = thread === undefined ? undefined : unfinished.get(thread);
    if (open !== undefined && thread !== undefined) {
      unfinished.delete(thread);
      open.returned = at;
      open.result = result;
      continue;
    }
    const [, by = '', name, on = '', data = ''] = BEGUN.exec(line) ?? [];
    if (name === undefined) continue;
    const call: TracedCall = { name, on, data, begun: at, returned: undefined, result: undefined };
    calls.push(call);
    if (line.endsWith('<unfinished ...>')) unfinished.set(by, call);
    else {
      call.returned = at;
      call.result = RESULT.exec(data)?.[1];
    }
  }
  return calls;
}
