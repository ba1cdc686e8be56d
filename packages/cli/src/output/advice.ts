import type { SimpulError } from '@simpul/errors';

/** What to do about errors of the bus whose own words do not say it. */
const BY_CODE: Readonly<Record<string, string>> = {
  SIMPUL_DUTY_ROLE_MISSING:
    'act as somebody who may: "simpul login" as another person, or --client and --key; an operator gives roles with "simpul people grant"',
  SIMPUL_DUTY_SCOPE_MISSING:
    'your role is for another agency or region; ask its people, or an operator for the role there ("simpul people grant")',
  SIMPUL_DUTY_OWN_REQUEST:
    'somebody else must decide on what you asked for: a data steward, then an operator of the agency that provides ("simpul access approve" as them)',
  SIMPUL_DUTY_ALREADY_AGREED: 'another person must agree too; send him or her the id',
  SIMPUL_REGISTRY_MANAGED_BY_FILE:
    'change the region file and apply it ("simpul region plan FILE", then "simpul region apply FILE")',
  SIMPUL_REGISTRY_PRECONDITION_FAILED: 'look at it as it is now, then say again what is to change',
  SIMPUL_REGISTRY_BREAKING:
    'see what breaks with "simpul service diff OLD NEW"; raise the first number of info.version, or mend the contract',
  SIMPUL_REGISTRY_CONTRACT_FIXED: 'raise info.version in the contract and run "simpul service add" again',
};

const OF_ERRORS = new WeakMap<Error, string>();

/** Says what to do about one error, where whoever throws it knows better than its code does. */
export function advise<E extends Error>(error: E, advice: string): E {
  OF_ERRORS.set(error, advice);
  return error;
}

/** What whoever sees an error should do next; undefined where its message says all there is to say. */
export function adviceOn(error: SimpulError): string | undefined {
  return OF_ERRORS.get(error) ?? BY_CODE[error.code];
}
