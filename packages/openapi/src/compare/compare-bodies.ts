import { bareMediaType, forMediaType } from '../compile/media-type.ts';
import { type Comparing, compareSchemaMembers, type OperationPair } from './comparing.ts';
import type { Direction } from './report.ts';
import { isSame } from './schema/same.ts';
import { member, membersOf, type Part, resolved } from './side.ts';

/** Bodies of requests (OpenAPI, Request Body Object). */
export function compareRequestBodies({ before, after }: OperationPair, comparing: Comparing): void {
  const { report } = comparing;
  const was = bodyOf(before.part);
  const is = bodyOf(after.part);
  const places = { before: was?.path ?? before.part.path, after: is?.path ?? after.part.path };
  if (was === undefined && is === undefined) return;
  if (is === undefined) report.add({ rule: 'body-removed', severity: 'breaking', places });
  else if (was === undefined) {
    if (isRequired(is)) report.add({ rule: 'body-required-added', severity: 'breaking', places });
    else report.add({ rule: 'body-added', severity: 'compatible', places });
  } else {
    if (!isRequired(was) && isRequired(is)) report.add({ rule: 'body-required', severity: 'breaking', places });
    if (isRequired(was) && !isRequired(is)) report.add({ rule: 'body-optional', severity: 'compatible', places });
    const contents = { before: member(was, 'content'), after: member(is, 'content') };
    if (contents.before && contents.after) {
      compareContent({ before: contents.before, after: contents.after }, 'request', comparing);
    }
  }
}

function bodyOf(operation: Part): Part | undefined {
  const body = member(operation, 'requestBody');
  return body && resolved(body);
}

function isRequired(body: Part): boolean {
  return member(body, 'required')?.value === true;
}

/** The same content in both contracts. */
export interface ContentPair {
  readonly before: Part;
  readonly after: Part;
}

/** Media types and their schemas; a range (`application/*`) stands for each of its types. */
export function compareContent({ before, after }: ContentPair, direction: Direction, comparing: Comparing): void {
  const { report } = comparing;
  const was = typesOf(before);
  const is = typesOf(after);
  for (const [type, media] of was) {
    const now = forMediaType(is, type);
    if (now === undefined) {
      const places = { before: media.path, after: after.path };
      // A request in it is refused; an answer in it, which the consumer may need, will not come.
      report.add({ rule: 'media-type-removed', severity: 'breaking', places, what: type });
    } else compareMedia(media, now, direction, comparing);
  }
  for (const [type, media] of is) {
    if (was.has(type)) continue;
    const covering = forMediaType(was, type);
    if (covering) compareMedia(covering, media, direction, comparing);
    else {
      const places = { before: before.path, after: media.path };
      report.add({ rule: 'media-type-added', severity: 'compatible', places, what: type });
    }
  }
}

function compareMedia(before: Part, after: Part, direction: Direction, comparing: Comparing): void {
  const was = member(before, 'encoding') ?? { ...before, value: {} };
  const is = member(after, 'encoding') ?? { ...after, value: {} };
  if (!isSame(was, is)) {
    const places = { before: was.path, after: is.path };
    const what = String(after.path.at(-1));
    comparing.report.add({ rule: 'encoding-changed', severity: 'unknown', places, what });
  }
  compareSchemaMembers(before, after, direction, comparing);
}

function typesOf(content: Part): ReadonlyMap<string, Part> {
  return new Map(membersOf(content).map(([type, media]) => [bareMediaType(type), resolved(media)]));
}
