import { constructFromEvents, CORE_SCHEMA, type Event, EVENT_ID } from 'js-yaml';
import type { Position, TextLines } from './text-lines.ts';
import { isNodeEvent, type NodeEvent, offsetOf } from './yaml-events.ts';

/** Keys and indices from a document's root. */
export type DataPath = readonly (string | number)[];

/** A value of the document, and where it stands. */
interface Placed {
  /** Undefined where nothing is written. */
  readonly offset: number | undefined;
  /** Of a list or map: its members by index or key. */
  readonly members?: Map<string, Member>;
  readonly isMap?: boolean;
}

/** A part of a list or map; an item is its own key. */
interface Member {
  readonly key: Placed;
  readonly value: Placed;
}

/** Finds the place of a part of a document by its path in the data. Most documents are never asked, so it looks when it first is. */
export class SourceMap {
  readonly #events: readonly Event[];
  readonly #text: string;
  readonly #lines: TextLines;
  #root: Placed | undefined;

  /** @param events - of one document of plain data */
  constructor(events: readonly Event[], text: string, lines: TextLines) {
    this.#events = events;
    this.#text = text;
    this.#lines = lines;
  }

  /** Where the value stands that the path leads to; where it does not exist, the nearest part that does. */
  at(path: DataPath): Position {
    return this.#lines.at(this.#offset(path, 'value'));
  }

  /** Where the key (in a list: the item) stands that the path ends with. */
  atKey(path: DataPath): Position {
    return this.#lines.at(this.#offset(path, 'key'));
  }

  #offset(path: DataPath, want: 'key' | 'value'): number {
    let node: Placed = (this.#root ??= placed(this.#events, this.#text));
    let offset = node.offset ?? 0;
    for (const [index, segment] of path.entries()) {
      const member: Member | undefined = node.members?.get(String(segment));
      if (member === undefined) break;
      node = member.value;
      const isWanted = want === 'key' && index === path.length - 1;
      offset = (isWanted ? member.key.offset : member.value.offset) ?? member.key.offset ?? offset;
    }
    return offset;
  }
}

/** The document's values as a tree of places. */
function placed(events: readonly Event[], text: string): Placed {
  const root: Placed = { offset: undefined, members: new Map() };
  const open: Placed[] = [root];
  /** Of each map that is open: the key whose value comes next. */
  const keys: ({ readonly name: string; readonly place: Placed } | undefined)[] = [undefined];
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      open.pop();
      keys.pop();
    }
    if (!isNodeEvent(event)) continue;
    const isMap = event.type === EVENT_ID.MAPPING;
    const isLeaf = !isMap && event.type !== EVENT_ID.SEQUENCE;
    const node: Placed = { offset: offsetOf(event), ...(isLeaf ? {} : { members: new Map(), isMap }) };
    const parent = open.at(-1);
    const key = keys.at(-1);
    if (parent?.isMap === true && key === undefined) {
      keys[keys.length - 1] = { name: nameOf(event, text), place: node };
      continue;
    }
    parent?.members?.set(key?.name ?? String(parent.members.size), { key: key?.place ?? node, value: node });
    keys[keys.length - 1] = undefined;
    if (!isLeaf) {
      open.push(node);
      keys.push(undefined);
    }
  }
  return root.members?.get('0')?.value ?? root;
}

/** A key as the data has it: what is written as `0x10` is `16` there. */
function nameOf(key: NodeEvent, text: string): string {
  const [value] = constructFromEvents([DOCUMENT, key, POP], { source: text, schema: CORE_SCHEMA });
  return String(value);
}

const DOCUMENT: Event = { type: EVENT_ID.DOCUMENT, explicitStart: false, explicitEnd: false, directives: [] };
const POP: Event = { type: EVENT_ID.POP };
