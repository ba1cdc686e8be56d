import type { TracedCall } from './strace-file.ts';

/** The four moments of one exchange, as calls of its trace. */
export interface ExchangeOrder {
  readonly id: string;
  readonly intentWrite: TracedCall;
  readonly intentSync: TracedCall;
  readonly dispatch: TracedCall;
  readonly leafWrite: TracedCall;
  readonly leafSync: TracedCall;
  readonly answer: TracedCall;
}

export interface Ports {
  readonly bus: number;
  readonly agency: number;
}

const INTENTS = '/exchange.sqlite-wal';
const LEAVES = '/audit.sqlite-wal';
const SYNCS: ReadonlySet<string> = new Set(['fsync', 'fdatasync']);
const SENDS: ReadonlySet<string> = new Set(['write', 'writev', 'sendto', 'sendmsg']);

/**
 * Holds one exchange of a trace to the durability rule: what its id was written with is synced before its dispatch and
 * before its answer are sent.
 *
 * @throws Error that names the step that is missing or late
 */
export function orderOf(calls: readonly TracedCall[], id: string, ports: Ports): ExchangeOrder {
  const ofId = calls.filter(({ data }) => data.includes(id));
  const sent = (what: string, matches: (call: TracedCall) => boolean): TracedCall => {
    const call = ofId.find((candidate) => SENDS.has(candidate.name) && matches(candidate));
    if (call === undefined) throw new Error(`${id}: ${what} is not in the trace`);
    return call;
  };
  const dispatch = sent('the dispatch', ({ on }) => on.startsWith('TCP') && on.endsWith(`:${ports.agency}]`));
  const answer = sent(
    'the answer',
    ({ on, data }) =>
      on.startsWith('TCP') && on.includes(`:${ports.bus}->`) && data.includes(`x-road-request-id: ${id}`),
  );
  const durable = (what: string, file: string, from: number, before: TracedCall): [TracedCall, TracedCall] => {
    const write = ofId.find(({ name, on, begun }) => name === 'pwrite64' && on.endsWith(file) && begun > from);
    const written = write?.returned;
    if (write === undefined || written === undefined || written > before.begun)
      throw new Error(`${id}: the ${what} was not written in time`);
    const sync = calls.find(
      ({ name, on, begun, returned, result }) =>
        SYNCS.has(name) && on === write.on && begun > written && returned !== undefined && result === '0',
    );
    if (sync?.returned === undefined || sync.returned > before.begun)
      throw new Error(`${id}: the ${what} was not synced in time`);
    return [write, sync];
  };
  const [intentWrite, intentSync] = durable('intent', INTENTS, -1, dispatch);
  const [leafWrite, leafSync] = durable('leaf', LEAVES, dispatch.begun, answer);
  return { id, intentWrite, intentSync, dispatch, leafWrite, leafSync, answer };
}

/** Whether intent and leaf were each synced once only in time, so that without that sync the rule is broken. */
export function hasLoneSyncs(calls: readonly TracedCall[], order: ExchangeOrder): boolean {
  const count = (write: TracedCall, before: TracedCall): number =>
    calls.filter(
      ({ name, on, begun }) => SYNCS.has(name) && on === write.on && begun > write.begun && begun < before.begun,
    ).length;
  return count(order.intentWrite, order.dispatch) === 1 && count(order.leafWrite, order.answer) === 1;
}
