import { type Handler, handler } from '@simpul/bus';
import {
  registryAgreement,
  registryAgreements,
  registryDecideAgreement,
  registryNotices,
  registryPutTemplate,
  registryRemoveTemplate,
  registryRequestAgreement,
  registryRewriteAgreement,
  registryTemplate,
  registryTemplates,
} from '@simpul/contracts';
import type { Notices } from '../notices/notices.ts';
import { createTemplates } from '../templates/templates.ts';
import { createDecide } from './actions/decide.ts';
import { createList, createRead } from './actions/read.ts';
import { createRequest } from './actions/request.ts';
import { createRewrite } from './actions/rewrite.ts';
import type { AgreementDeps } from './deps.ts';

/** What the registry offers on agreements, their templates and the notices that come of them. */
export function agreementHandlers(deps: AgreementDeps, notices: Notices): Handler[] {
  const templates = createTemplates(deps);
  return [
    handler(registryAgreement, createRead(deps)),
    handler(registryAgreements, createList(deps)),
    handler(registryRequestAgreement, createRequest(deps)),
    handler(registryRewriteAgreement, createRewrite(deps)),
    handler(registryDecideAgreement, createDecide(deps)),
    handler(registryTemplate, templates.read),
    handler(registryTemplates, templates.list),
    handler(registryPutTemplate, templates.put),
    handler(registryRemoveTemplate, templates.remove),
    handler(registryNotices, notices.list),
  ];
}
