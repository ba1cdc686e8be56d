import type { BusClient } from '../../src/bus.ts';
import type { AppendOutcome, auditAppend, Params } from '@simpul/contracts';

export type Append = Params<typeof auditAppend>;

/** A call that audit got, and the test answers. */
export interface Call {
  readonly leaves: Append['leaves'];
  answer(outcomes?: AppendOutcome[]): void;
  fail(error: unknown): void;
}

/** A bus client whose calls of `audit.append` wait for the test's answer. */
export function stubAudit(): { client: BusClient; calls: Call[] } {
  const calls: Call[] = [];
  const append = ({ leaves }: Append): Promise<{ outcomes: AppendOutcome[] }> =>
    new Promise((resolve, reject) => {
      calls.push({
        leaves,
        answer: (outcomes = leaves.map(() => 'stored' as const)) => resolve({ outcomes }),
        fail: reject,
      });
    });
  const client = {
    name: 'exchange',
    call: (_: unknown, params: Append) => append(params),
    announce: () => Promise.resolve(),
  };
  return { client: client as unknown as BusClient, calls };
}

/** What a leaf says. */
export function read(leaf: Uint8Array): { id: string; src: { seq: number; prev?: string } } {
  return JSON.parse(Buffer.from(leaf).toString()) as ReturnType<typeof read>;
}
