import { compareRequestBodies } from './compare-bodies.ts';
import { compareParameters } from './compare-parameters.ts';
import { compareResponses } from './compare-responses.ts';
import { compareSecurity } from './compare-security.ts';
import type { Comparing, OperationPair } from './comparing.ts';
import { isSame } from './schema/same.ts';
import { member } from './side.ts';

/** Everything that an operation says of its messages. */
export function compareOperations(pair: OperationPair, comparing: Comparing): void {
  compareItself(pair, comparing);
  compareParameters(pair, comparing);
  compareRequestBodies(pair, comparing);
  compareResponses(pair, comparing);
  compareSecurity(pair, comparing);
}

function compareItself({ before, after, what }: OperationPair, { report }: Comparing): void {
  const places = { before: before.part.path, after: after.part.path };
  if (isDeprecated(after.part) && !isDeprecated(before.part)) {
    report.add({ rule: 'operation-deprecated', severity: 'compatible', places, what });
  }
  const id = member(after.part, 'operationId')?.value;
  if (member(before.part, 'operationId')?.value !== id) {
    report.add({
      rule: 'operation-id-changed',
      severity: 'compatible',
      places,
      what: typeof id === 'string' ? id : '-',
    });
  }
  const was = member(before.part, 'callbacks');
  const is = member(after.part, 'callbacks');
  if (was === undefined && is === undefined) return;
  if (was === undefined || is === undefined || !isSame(was, is)) {
    report.add({ rule: 'callbacks-changed', severity: 'unknown', places });
  }
}

function isDeprecated(part: OperationPair['before']['part']): boolean {
  return member(part, 'deprecated')?.value === true;
}
