import type { Severity } from './change.ts';
import { compareContent } from './compare-bodies.ts';
import { type Comparing, compareSchemaMembers, type OperationPair } from './comparing.ts';
import { isSame } from './schema/same.ts';
import { member, membersOf, type Part, resolved } from './side.ts';

type Responses = ReadonlyMap<string, Part>;

/** Answers by status (OpenAPI, Responses Object): exactly, by range (`4XX`), or `default`. */
export function compareResponses({ before, after }: OperationPair, comparing: Comparing): void {
  const { report } = comparing;
  const was = responsesOf(before.part);
  const is = responsesOf(after.part);
  const here = { before: before.part.path, after: after.part.path };
  for (const [status, response] of was) {
    const now = covering(is, status);
    if (now) compareOne(response, now, comparing);
    else {
      // Errors need not be listed (Responses Object), so one that is gone promises nothing less.
      const severity: Severity = isError(status) ? 'compatible' : 'breaking';
      report.add({ rule: 'status-removed', severity, places: { ...here, before: response.path }, what: status });
    }
  }
  for (const [status, response] of is) {
    if (was.has(status)) continue;
    const known = covering(was, status);
    if (known) compareOne(known, response, comparing);
    else {
      const severity: Severity = isError(status) ? 'compatible' : 'unknown';
      report.add({ rule: 'status-added', severity, places: { ...here, after: response.path }, what: status });
    }
  }
}

function responsesOf(operation: Part): Responses {
  return new Map(
    membersOf(member(operation, 'responses')).map(([status, response]) => [status.toUpperCase(), resolved(response)]),
  );
}

/** The response that holds for a status: its own, that of its range, or the default. */
function covering(responses: Responses, status: string): Part | undefined {
  return responses.get(status) ?? responses.get(`${status.slice(0, 1)}XX`) ?? responses.get('DEFAULT');
}

function isError(status: string): boolean {
  return /^[45]/.test(status) || status === 'DEFAULT';
}

function compareOne(before: Part, after: Part, comparing: Comparing): void {
  const { report } = comparing;
  const places = { before: before.path, after: after.path };
  const was = member(before, 'content');
  const is = member(after, 'content');
  const had = membersOf(was).length > 0;
  const has = membersOf(is).length > 0;
  if (had && !has) report.add({ rule: 'response-body-removed', severity: 'breaking', places });
  if (!had && has) report.add({ rule: 'response-body-added', severity: 'compatible', places });
  if (had && has && was && is) compareContent({ before: was, after: is }, 'response', comparing);
  compareHeaders(before, after, comparing);
  const links = (part: Part): Part => member(part, 'links') ?? { ...part, value: {} };
  if (!isSame(links(before), links(after))) report.add({ rule: 'links-changed', severity: 'unknown', places });
}

/** Headers of answers; their names have no case (RFC 9110 section 5.1), and Content-Type is not one of them. */
function compareHeaders(before: Part, after: Part, comparing: Comparing): void {
  const { report } = comparing;
  const was = headersOf(before);
  const is = headersOf(after);
  for (const [what, header] of was) {
    const now = is.get(what);
    const places = { before: header.path, after: now?.path ?? after.path };
    if (now === undefined) {
      const severity: Severity = isRequired(header) ? 'breaking' : 'unknown';
      report.add({ rule: 'header-removed', severity, places, what });
      continue;
    }
    if (isRequired(header) && !isRequired(now)) {
      report.add({ rule: 'header-optional', severity: 'breaking', places, what });
    }
    if (!isRequired(header) && isRequired(now)) {
      report.add({ rule: 'header-required', severity: 'compatible', places, what });
    }
    compareSchemaMembers(header, now, 'response', comparing);
  }
  for (const [what, header] of is) {
    const places = { before: before.path, after: header.path };
    if (!was.has(what)) report.add({ rule: 'header-added', severity: 'compatible', places, what });
  }
}

function headersOf(response: Part): ReadonlyMap<string, Part> {
  const headers = membersOf(member(response, 'headers')).map(
    ([name, header]) => [name.toLowerCase(), resolved(header)] as const,
  );
  return new Map(headers.filter(([name]) => name !== 'content-type'));
}

function isRequired(header: Part): boolean {
  return member(header, 'required')?.value === true;
}
