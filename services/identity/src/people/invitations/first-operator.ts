import type { Act, Actor, GrantedRole } from '@simpul/contracts';
import { DUTY, PEOPLE, SimpulError } from '@simpul/errors';
import { hasRegionOperator, isRegionOperator } from '../domain/person.ts';
import type { Persons } from '../store/persons.ts';

/** The client of the bus's own data folder: it invites the first operator and does nothing else. */
export const FIRST_OPERATOR_CLIENT = 'first-operator';

/** Whether the region has an operator who can sign in. */
export type OperatorSearch = () => Promise<boolean>;

const PAGE = 200;

export function createOperatorSearch(persons: Persons): OperatorSearch {
  return async () => {
    let after: string | undefined;
    for (;;) {
      const page = await persons.find({ status: 'active', limit: PAGE, ...(after !== undefined && { after }) });
      if (page.some(isRegionOperator)) return true;
      after = page.at(-1)?.id;
      if (after === undefined) return false;
    }
  };
}

export function isFirstOperatorClient({ kind, id }: Actor): boolean {
  return kind === 'client' && id === FIRST_OPERATOR_CLIENT;
}

/** @throws SimpulError `PEOPLE.OPERATOR_EXISTS`, or `DUTY.ROLE_MISSING` for anything but an operator of the region */
export async function mustBeFirstOperator(grants: readonly GrantedRole[], hasOperator: OperatorSearch): Promise<void> {
  if (await hasOperator()) throw new SimpulError(PEOPLE.OPERATOR_EXISTS);
  if (!hasRegionOperator(grants) || grants.some(({ role }) => role !== 'operator')) {
    throw new SimpulError(DUTY.ROLE_MISSING, { params: { act: 'people:invite' satisfies Act } });
  }
}
