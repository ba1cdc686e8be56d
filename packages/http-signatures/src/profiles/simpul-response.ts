import { component } from '../components/component.ts';
import { readKeyid, readTime } from './parameters.ts';
import type { Profile } from './profile.ts';

const WITH_BODY = ['content-type', 'content-digest'];

/** A response, bound to the signed request that it answers: that request's signature fields are covered whole. */
export const SIMPUL_RESPONSE: Profile = {
  tag: 'simpul-response',
  parameters: ['created', 'keyid', 'tag'],
  readParameters: (parameters) => ({ created: readTime(parameters, 'created'), keyid: readKeyid(parameters) }),
  mayCover: [
    component('@status'),
    component('x-road-request-id'),
    ...WITH_BODY.map((name) => component(name)),
    component('signature', { ofRequest: true }),
    component('signature-input', { ofRequest: true }),
  ],
  mustCover({ name }, { hasBody }) {
    return !WITH_BODY.includes(name) || hasBody;
  },
};
