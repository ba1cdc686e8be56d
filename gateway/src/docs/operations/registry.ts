import { HTTP, REGION } from '@simpul/errors';
import type { Bilingual, Operation } from '../operation.ts';

const STEPS: readonly { readonly name: 'plan' | 'apply'; readonly title: Bilingual; readonly answer: Bilingual }[] = [
  {
    name: 'plan',
    title: { id: 'Apa yang akan diubah oleh berkas wilayah', en: 'What a region file would change' },
    answer: { id: 'Rencana; tidak ada yang diubah', en: 'The plan; nothing was changed' },
  },
  {
    name: 'apply',
    title: { id: 'Terapkan berkas wilayah', en: 'Apply a region file' },
    answer: { id: 'Yang telah diubah, berlaku dalam dua detik', en: 'What was changed, in force within two seconds' },
  },
];

/** The region file's objects, by an operator (design 03, "The region file"). */
export const REGISTRY_OPERATIONS: readonly Operation[] = STEPS.map(({ name, title, answer }) => ({
  method: 'POST',
  route: `/registry/v1/region/${name}`,
  path: `/registry/v1/region/${name}`,
  id: name === 'plan' ? 'planRegion' : 'applyRegion',
  chapter: 'registry',
  needs: { anyOf: ['region:apply'] },
  title,
  more: {
    id: 'Isi dibuat dari berkas wilayah oleh "simpul region plan" dan "apply". Tanpa prune, yang tidak lagi disebut tetap ada (keep). Paling besar 64 MiB.',
    en: 'The body is made of a region file by "simpul region plan" and "apply". Without prune, what is no longer named stays (keep). At most 64 MiB.',
  },
  body: { type: 'application/json', schema: 'RegionRequest' },
  answers: [{ status: 200, text: answer, content: [{ type: 'application/json', schema: 'RegionPlan' }] }],
  errors: [HTTP.BAD_REQUEST, HTTP.BODY_TOO_LARGE, REGION.INSTANCE_MISMATCH],
}));
