import type { AgreementEvent, AgreementText } from '@simpul/contracts';

/**
 * What the log says of an act on an agreement: which text, by its digest; whose data, for whom, for what and on which
 * legal basis; never a reason, since people write those.
 */
export function agreementLeaf(text: AgreementText, event: Pick<AgreementEvent, 'act' | 'step' | 'version' | 'digest'>) {
  const { id, consumer, service, purpose, legalBasis, onBehalfOf, providedFor } = text;
  const { act, step, version, digest } = event;
  return {
    type: 'config.agreement',
    consumer,
    provider: service,
    agreement: { id, digest },
    purpose: purpose.code,
    legal: legalBasis,
    op: step === undefined ? `${act} v${version}` : `${act} ${step} v${version}`,
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    ...(providedFor !== undefined && { providedFor }),
  };
}
