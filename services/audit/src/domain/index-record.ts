import type { Leaf, RecordFilter, SideCar } from '@simpul/contracts';
import type { IndexRecord, LogFilter, LogParty } from '@simpul/store';
import { subsystemOf } from './access.ts';

/** What the search index knows of a leaf; an X-Road id comes from the side-car where the leaf only commits to it. */
export function toIndexRecord(index: number, at: number, leaf: Leaf, sideCar: SideCar): IndexRecord {
  const { type, consumer, provider, outcome, agreement, onBehalfOf, providedFor } = leaf;
  const xRoadId = sideCar.xRoadId?.value ?? leaf.xRoadId;
  return {
    index,
    at,
    type,
    ...(consumer === undefined ? {} : { consumer }),
    ...(provider === undefined ? {} : { service: provider, provider: subsystemOf(provider) }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(xRoadId === undefined ? {} : { xRoadId }),
    ...(agreement === undefined ? {} : { agreement: agreement.id }),
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
    ...(providedFor === undefined ? {} : { providedFor }),
  };
}

/** A filter as the index takes it; `party` restricts it to what one party may see. */
export function toLogFilter(filter: Omit<RecordFilter, 'exchangeId'>, party: LogParty | undefined): LogFilter {
  return { ...filter, ...(party === undefined ? {} : { party }) };
}

/** Whether a record matches, as the index would decide: for a record that was found by its id. */
export function matches(record: IndexRecord, filter: LogFilter): boolean {
  const { from = -Infinity, to = Infinity, party, ...equal } = filter;
  if (record.at < from || record.at > to) return false;
  if (party !== undefined && !concerns(record, party)) return false;
  return (Object.keys(equal) as (keyof typeof equal)[]).every((key) => record[key] === equal[key]);
}

function concerns({ consumer, provider, onBehalfOf, providedFor }: IndexRecord, { subsystem, members }: LogParty) {
  if (subsystem !== undefined && (consumer === subsystem || provider === subsystem)) return true;
  return members.some((member) => member === onBehalfOf || member === providedFor);
}
