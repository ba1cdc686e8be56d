export { ALL_ERRORS } from './all-errors.ts';
export { AGREEMENT } from './areas/agreement.ts';
export { AUDIT } from './areas/audit.ts';
export { BUS } from './areas/bus.ts';
export { CONFIG, REGION } from './areas/config.ts';
export { CONTRACT_DOOR } from './areas/contracts.ts';
export { ACCESS } from './areas/access.ts';
export { AUTH } from './areas/auth.ts';
export { CONTRACT, JOURNAL, PROVIDER, RECORD, REPEAT, RESPONSE } from './areas/exchange.ts';
export { REQUEST, STREAM } from './areas/request.ts';
export { AUTHORITY, SERVICE } from './areas/service.ts';
export { HTTP } from './areas/gateway.ts';
export { DUTY, KEY } from './areas/identity.ts';
export { PEOPLE } from './areas/people.ts';
export { REGISTRY } from './areas/registry.ts';
export { SIGNATURE } from './areas/signature.ts';
export { STORE } from './areas/store.ts';
export {
  type Actor,
  ACTORS,
  defineErrors,
  type ErrorDefinition,
  type ErrorTable,
  type ExchangeFace,
} from './define-errors.ts';
export { type Problem, PROBLEM_TYPE, toProblem } from './problem.ts';
export { type RoadErrorAnswer, type RoadErrorOptions, toRoadAnswer } from './road-answer.ts';
export { type Fault, isSimpulError, SimpulError, type SimpulErrorOptions } from './simpul-error.ts';
export { toXRoadError, type XRoadError, type XRoadErrorOptions } from './x-road-error.ts';
export { ERROR_STYLES, type ErrorStyle } from './x-road-style.ts';
