import type { AgreementText } from '@simpul/contracts';
import type { Fault } from '@simpul/errors';
import { meets } from './path-pattern.ts';
import type { ContractOperation } from './contract-operation.ts';

/** Whether the endpoints can be matched, and are in the contract where there is one. */
export function* endpointFaults(
  { endpoints }: Pick<AgreementText, 'endpoints'>,
  operations: readonly ContractOperation[] | undefined,
): Iterable<Fault> {
  for (const [index, { method, path }] of (endpoints ?? []).entries()) {
    const place = `/endpoints/${index}`;
    const fault = pathFault(path);
    if (fault !== undefined) yield { place: `${place}/path`, rule: 'path', detail: fault };
    else if (operations !== undefined && !operations.some((one) => isNamed(one, method, path))) {
      yield { place, rule: 'exists', detail: `the contract has no operation that ${method} ${path} can mean` };
    }
  }
}

/** Whether an endpoint of an agreement can mean an operation of a contract. */
export function isNamed(operation: ContractOperation, method: string, path: string) {
  return (method === '*' || method === operation.method) && meets(path, operation.path);
}

/** What is wrong with a path pattern, if anything: it is matched against decoded paths, segment by segment. */
function pathFault(pattern: string): string | undefined {
  if (/[?#\\%{}\s]/.test(pattern)) {
    return 'expected a decoded path without query, \\, %, braces and spaces; * stands for one segment';
  }
  const segments = pattern.slice(1).split('/');
  if (segments.some((segment) => segment === '.' || segment === '..')) return 'expected a path without . and ..';
  if (segments.slice(0, -1).includes('')) return 'expected a path without empty segments';
  if (segments.some((segment) => segment.includes('*') && segment !== '*' && segment !== '**')) {
    return 'expected * and ** as whole segments';
  }
  return undefined;
}
