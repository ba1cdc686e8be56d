import { AGREEMENT_ACTS, type AgreementAct, registryDecideAgreement } from '@simpul/contracts';
import { AGREEMENT, DUTY, REGISTRY } from '@simpul/errors';
import { OF_ACT as NEEDED } from '../../routes/registry/needed-scopes.ts';
import type { Bilingual, Operation } from '../operation.ts';
import { answer, byId, CHANGE_ERRORS, COMMON, json, OF_ONE } from './registry-parts.ts';

/** Id of an agreement in a path. */
export const AGREEMENT_ID = byId({ id: 'Nomor perjanjian', en: 'Number of the agreement' });

const OF_ACT: Readonly<Record<AgreementAct, { readonly title: Bilingual; readonly more: Bilingual }>> = {
  approve: {
    title: { id: 'Setujui naskah yang menunggu', en: 'Approve the text that waits' },
    more: {
      id: 'Wali data instansi penyedia dahulu, lalu operatornya; tidak pernah atas permintaan sendiri. Data pribadi spesifik memerlukan dua orang. Dengan digest hanya naskah itu yang disetujui.',
      en: 'The data steward of the providing agency first, then its operator; never on an own request. Specific personal data takes two people. With digest only that text is approved.',
    },
  },
  refuse: {
    title: { id: 'Tolak naskah yang menunggu', en: 'Refuse the text that waits' },
    more: {
      id: 'Oleh yang langkahnya terbuka, atau oleh pemintanya sendiri. Perlu alasan.',
      en: 'By whoever has the open step, or by who asked. Needs a reason.',
    },
  },
  suspend: {
    title: { id: 'Tangguhkan', en: 'Suspend' },
    more: { id: 'Berlaku dalam dua detik. Perlu alasan.', en: 'In force within two seconds. Needs a reason.' },
  },
  resume: {
    title: { id: 'Berlakukan kembali', en: 'Resume' },
    more: {
      id: 'Bila hari terakhirnya belum lewat dan konsumen masih memenuhi syarat.',
      en: 'Where the last day is not over and the consumer is still eligible.',
    },
  },
  revoke: {
    title: { id: 'Cabut', en: 'Revoke' },
    more: {
      id: 'Untuk selamanya, oleh operator penyedia. Perlu alasan.',
      en: 'For good, by the operator of the provider. Needs a reason.',
    },
  },
  renew: {
    title: { id: 'Perpanjang sampai validUntil', en: 'Renew until validUntil' },
    more: {
      id: 'Versi baru dengan naskah yang sama. Operator penyedia memperpanjang seketika, wali data mengambil langkah pertama, pihak konsumen meminta.',
      en: 'A new version of the same text. The operator of the provider renews at once, the data steward takes the first step, the consumer asks.',
    },
  },
};
const { reason, validUntil, digest } = registryDecideAgreement.params.properties;
const OWN_ERRORS: Readonly<Record<AgreementAct, Operation['errors']>> = {
  approve: [AGREEMENT.OVER, AGREEMENT.TEXT_CHANGED, REGISTRY.INVALID, DUTY.OWN_REQUEST, DUTY.ALREADY_AGREED],
  refuse: [AGREEMENT.REASON_MISSING, AGREEMENT.TEXT_CHANGED, DUTY.ALREADY_AGREED],
  suspend: [AGREEMENT.REASON_MISSING],
  resume: [AGREEMENT.OVER, AGREEMENT.NOT_ELIGIBLE],
  revoke: [AGREEMENT.REASON_MISSING],
  renew: [REGISTRY.INVALID],
};

/** Decisions on an agreement, or on a text that waits. */
export const AGREEMENT_ACT_OPERATIONS: readonly Operation[] = AGREEMENT_ACTS.map((act): Operation => ({
  ...COMMON,
  ...OF_ACT[act],
  method: 'POST',
  route: `/registry/v1/agreements/:id/${act}`,
  path: `/registry/v1/agreements/{id}/${act}`,
  id: `${act}Agreement`,
  needs: NEEDED[act],
  parameters: [AGREEMENT_ID],
  body: json({
    type: 'object',
    properties: { reason, digest, ...(act === 'renew' && { validUntil }) },
    required: act === 'renew' ? ['validUntil'] : OWN_ERRORS[act].includes(AGREEMENT.REASON_MISSING) ? ['reason'] : [],
    additionalProperties: false,
  }),
  answers: answer(200, 'Agreement', { id: 'Seperti sekarang', en: 'As it is now' }),
  errors: [...CHANGE_ERRORS, ...OF_ONE, AGREEMENT.STATE, AGREEMENT.TOO_LONG, ...OWN_ERRORS[act]],
}));
