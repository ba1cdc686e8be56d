import type { Agreement, AgreementEvent, AgreementText } from '@simpul/contracts';

/**
 * What the log says of an act on an agreement: which text, by its digest; whose data, for whom, for what and on which
 * legal basis; never a reason, since people write those.
 */
export function agreementLeaf(text: AgreementText, event: Pick<AgreementEvent, 'act' | 'step' | 'version' | 'digest'>) {
  const { act, step, version, digest } = event;
  return leafOn(text, digest, step === undefined ? `${act} v${version}` : `${act} ${step} v${version}`);
}

/** The same of what a region file makes of an agreement. */
export function appliedAgreementLeaf(agreement: Agreement, action: 'create' | 'update' | 'delete') {
  const { version, digest, status } = agreement;
  return leafOn(agreement, digest, `region ${action} v${version} ${status}`);
}

function leafOn(text: AgreementText, digest: string, op: string) {
  const { id, consumer, service, purpose, legalBasis, onBehalfOf, providedFor } = text;
  return {
    type: 'config.agreement',
    consumer,
    provider: service,
    agreement: { id, digest },
    purpose: purpose.code,
    legal: legalBasis,
    op,
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    ...(providedFor !== undefined && { providedFor }),
  };
}
