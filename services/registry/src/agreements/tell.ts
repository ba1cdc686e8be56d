import type { AgreementEvent, AgreementText, AgreementView, Text } from '@simpul/contracts';
import type { Notices, Tiding } from '../notices/notices.ts';

type Notify = Notices['notify'];

const STEP: Readonly<Record<'steward' | 'provider', Text>> = {
  steward: { id: 'wali data', en: 'data steward' },
  provider: { id: 'penyedia', en: 'provider' },
};

const DONE: Readonly<Record<AgreementEvent['act'], Text>> = {
  request: { id: 'diminta', en: 'was requested' },
  replace: { id: 'diganti naskahnya', en: 'has another text' },
  approve: { id: 'disetujui', en: 'was approved' },
  refuse: { id: 'ditolak', en: 'was refused' },
  suspend: { id: 'ditangguhkan', en: 'was suspended' },
  resume: { id: 'diberlakukan kembali', en: 'is in force again' },
  revoke: { id: 'dicabut', en: 'was revoked' },
  renew: { id: 'diperpanjang', en: 'was renewed' },
  expire: { id: 'berakhir', en: 'has ended' },
};

/** Tells those who decide that a text waits for them. */
export async function tellWaiting(notify: Notify, { pending }: AgreementView): Promise<void> {
  if (pending === undefined) return;
  const { text, awaits } = pending;
  await notify({
    ...about(text),
    id: `waiting/${text.id}/v${text.version}/${awaits}`,
    kind: 'agreement-waiting',
    to: 'provider',
    text: {
      id: `Perjanjian ${text.id} (versi ${text.version}) menunggu keputusan ${STEP[awaits].id}`,
      en: `Agreement ${text.id} (version ${text.version}) waits for the ${STEP[awaits].en}`,
    },
  });
}

/** Tells both sides what became of an agreement. @param act - and by which text */
export async function tellDecided(
  notify: Notify,
  text: AgreementText,
  { act, version, reason }: Pick<AgreementEvent, 'act' | 'version' | 'reason'>,
  record: string,
): Promise<void> {
  const why = reason === undefined ? '' : `: ${reason}`;
  await notify({
    ...about(text),
    id: `decided/${record}`,
    kind: 'agreement-decided',
    text: {
      id: `Perjanjian ${text.id} (versi ${version}) ${DONE[act].id}${why}`,
      en: `Agreement ${text.id} (version ${version}) ${DONE[act].en ?? act}${why}`,
    },
  });
}

/** What every notice of an agreement names. */
export function about(text: AgreementText): Omit<Tiding, 'id' | 'kind' | 'text'> {
  return { agreement: text.id, consumer: text.consumer, service: text.service, provider: text.service };
}
