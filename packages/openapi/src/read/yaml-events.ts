import { type Event, EVENT_ID, SCALAR_STYLE } from 'js-yaml';

/** How the library says that an event has no such part. */
export const ABSENT = -1;

/** An event that is a value: a scalar, or the beginning of a collection, or an alias. */
export type NodeEvent = Exclude<Event, { type: typeof EVENT_ID.DOCUMENT | typeof EVENT_ID.POP }>;

export function isNodeEvent(event: Event): event is NodeEvent {
  return event.type !== EVENT_ID.DOCUMENT && event.type !== EVENT_ID.POP;
}

/** Where a value begins in the text, its quotes included; undefined where nothing is written. */
export function offsetOf(event: NodeEvent): number | undefined {
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
  if (event.type !== EVENT_ID.SCALAR) return event.start;
  if (event.valueStart === ABSENT) return undefined;
  const isQuoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  return isQuoted ? event.valueStart - 1 : event.valueStart;
}
