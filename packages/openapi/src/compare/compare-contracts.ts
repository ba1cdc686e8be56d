import type { OpenApiDocument } from '../open-api-document.ts';
import { METHODS } from '../read/check-outline.ts';
import type { ContractComparison } from './change.ts';
import { compareOperations } from './compare-operations.ts';
import { type Comparing, type PathPair } from './comparing.ts';
import { Report } from './report.ts';
import { isSame } from './schema/same.ts';
import { member, membersOf, type Part, resolved } from './side.ts';

/**
 * Finds what a consumer that keeps to the contract before would meet under the one after, and classifies each
 * difference by which way its message goes (OpenAPI 3.0 and 3.1, compared as 3.1). What a change means for messages
 * counts, not how it is written: moved schemas, new names of components and descriptions are no changes.
 *
 * @throws SimpulError `CONTRACT_DOOR.TOO_COSTLY`; `CONTRACT.UNUSABLE` where a part of a document is not what OpenAPI
 * demands
 */
export function compareContracts(before: OpenApiDocument, after: OpenApiDocument): ContractComparison {
  const report = new Report();
  const comparing: Comparing = { report, effort: { pairs: 0 } };
  const was = pathsOf(before);
  const is = pathsOf(after);
  for (const [shape, path] of was) comparePaths({ before: path, after: is.get(shape) }, comparing);
  for (const [shape, path] of is) if (!was.has(shape)) comparePaths({ before: undefined, after: path }, comparing);
  report.operation = undefined;
  compareServers(before, after, report);
  return report.toComparison();
}

/** By the path without the names of its parameters: they are no part of an address. */
function pathsOf({ root }: OpenApiDocument): ReadonlyMap<string, PathPair> {
  const paths = membersOf(member({ root, path: [], value: root }, 'paths'));
  return new Map(
    paths.map(([template, item]) => [
      template.replaceAll(/\{[^{}]*\}/g, '{}'),
      { template, item: resolved(item), names: [...template.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name) },
    ]),
  );
}

function comparePaths(
  { before, after }: { readonly before: PathPair | undefined; readonly after: PathPair | undefined },
  comparing: Comparing,
): void {
  const { report } = comparing;
  for (const method of METHODS) {
    const was = before && member(before.item, method);
    const is = after && member(after.item, method);
    const path = before?.template ?? after?.template ?? '';
    const what = `${method.toUpperCase()} ${path}`;
    report.operation = { method: method.toUpperCase(), path };
    if (was === undefined && is === undefined) continue;
    const places = { before: was?.path, after: is?.path };
    if (is === undefined) report.add({ rule: 'operation-removed', severity: 'breaking', places, what });
    else if (was === undefined) report.add({ rule: 'operation-added', severity: 'compatible', places, what });
    else if (before && after) {
      compareOperations({ before: { path: before, part: was }, after: { path: after, part: is }, what }, comparing);
    }
  }
}

function compareServers(before: OpenApiDocument, after: OpenApiDocument, report: Report): void {
  const servers = ({ root }: OpenApiDocument): Part =>
    member({ root, path: [], value: root }, 'servers') ?? { root, path: ['servers'], value: [] };
  const [was, is] = [servers(before), servers(after)];
  if (isSame(was, is)) return;
  report.add({ rule: 'servers-changed', severity: 'compatible', places: { before: was.path, after: is.path } });
}
