import type { Finding } from '../finding.ts';
import { fullId, ID_PARTS } from '../full-id.ts';
import type { ListedRegion } from '../list-region.ts';
import { nearest } from '../nearest.ts';
import { partyOf } from '../normalise/delegations.ts';
import type { DataPath, SourceMap } from '../source-map.ts';

/** What is named exists, in this instance. */
export function* checkReferences(region: ListedRegion, source: SourceMap): Iterable<Finding> {
  const { file } = region;
  const look = (path: DataPath, reference: string, kind: keyof typeof ID_PARTS, known?: Ids): Iterable<Finding> =>
    missing({ reference, kind, known, instance: file.instance, report: (message) => source.at(path, message) });
  const subsystems = ids(region.subsystems);
  const services = ids(region.services);
  const groups = new Set((file.groups ?? []).map(({ code }) => code));

  if (file.xroad?.server !== undefined) yield* look(['xroad', 'server'], file.xroad.server, 'server');
  for (const [group, { members }] of (file.groups ?? []).entries()) {
    const named = new Set<string>();
    for (const [index, member] of members.entries()) {
      const path = ['groups', group, 'members', index];
      yield* look(path, member, 'subsystem', subsystems);
      const id = fullId(member, file.instance, ID_PARTS.subsystem);
      if (id === undefined) continue;
      if (named.has(id)) yield source.at(path, `expected ${member} once in the group`);
      named.add(id);
    }
  }
  for (const [index, { consumer, eligibility, service, onBehalfOf, providedFor }] of (
    file.agreements ?? []
  ).entries()) {
    const path = ['agreements', index];
    if (consumer.startsWith('group:')) {
      const code = consumer.slice('group:'.length);
      if (!groups.has(code)) yield source.at([...path, 'consumer'], unknown('group', code, groups));
    } else if (consumer === '*') {
      if (eligibility === undefined) yield source.at([...path, 'consumer'], "expected eligibility beside consumer '*'");
    } else {
      yield* look([...path, 'consumer'], consumer, 'subsystem', subsystems);
    }
    yield* look([...path, 'service'], service, 'service', services);
    // A represented party need not be a member of the bus.
    if (onBehalfOf !== undefined) yield* look([...path, 'onBehalfOf'], onBehalfOf, 'member');
    if (providedFor !== undefined) yield* look([...path, 'providedFor'], providedFor, 'member');
  }
  const members = ids(region.members);
  for (const [index, { from, to, services: named }] of (file.delegations ?? []).entries()) {
    const path = ['delegations', index];
    yield* look([...path, 'from'], from, 'member');
    const party = partyOf(to, file.instance);
    const isMember = party.split('/').length === ID_PARTS.member;
    yield* look([...path, 'to'], party, isMember ? 'member' : 'subsystem', isMember ? members : subsystems);
    for (const [place, service] of (named ?? []).entries()) {
      yield* look([...path, 'services', place], service, 'service', services);
    }
  }
}

type Ids = ReadonlySet<string>;

interface Reference {
  readonly reference: string;
  readonly kind: keyof typeof ID_PARTS;
  /** Absent: only the instance is checked. */
  readonly known: Ids | undefined;
  readonly instance: string;
  readonly report: (message: string) => Finding;
}

function* missing({ reference, kind, known, instance, report }: Reference): Iterable<Finding> {
  const id = fullId(reference, instance, ID_PARTS[kind]);
  if (id === undefined) yield report(`expected a ${kind} of instance ${instance}`);
  else if (known !== undefined && !known.has(id)) yield report(unknown(kind, id, known));
}

function unknown(kind: string, id: string, known: Ids): string {
  const near = nearest(id, [...known]);
  return `expected an existing ${kind}: there is no ${id}${near === undefined ? '' : `; did you mean ${near}?`}`;
}

function ids(entries: readonly { readonly id: string }[]): Ids {
  return new Set(entries.map(({ id }) => id));
}
