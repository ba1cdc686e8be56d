import { component } from '../components/component.ts';
import { type CommonParameters, readKeyid, readNonce, readTime } from './parameters.ts';
import type { Profile } from './profile.ts';

/** Parameters of a signed request. */
export interface RequestParameters extends CommonParameters {
  /** POSIX seconds, at most 300 after `created`. */
  readonly expires: number;
  /** Never used twice with one key before it expires. */
  readonly nonce: string;
}

const ALWAYS: ReadonlySet<string> = new Set(['@method', '@target-uri', 'x-road-client']);
const WHERE_PRESENT: ReadonlySet<string> = new Set(['authorization', 'dpop', 'x-road-id', 'x-simpul-purpose']);
const WITH_BODY = ['content-type', 'content-digest'];

/** A request by a subsystem, after the component list of FAPI 2.0 HTTP Signatures. */
export const SIMPUL_REQUEST: Profile<RequestParameters> = {
  tag: 'simpul-request',
  parameters: ['created', 'expires', 'nonce', 'keyid', 'tag'],
  readParameters: (parameters) => ({
    created: readTime(parameters, 'created'),
    expires: readTime(parameters, 'expires'),
    nonce: readNonce(parameters),
    keyid: readKeyid(parameters),
  }),
  mayCover: [...ALWAYS, ...WHERE_PRESENT, ...WITH_BODY].map((name) => component(name)),
  mustCover({ name }, { fields, hasBody }) {
    return ALWAYS.has(name) || (WHERE_PRESENT.has(name) ? fields.has(name) : hasBody);
  },
};
