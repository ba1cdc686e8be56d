import type { CatalogEntry } from '@simpul/contracts';
import type { FoundServices } from '../api/catalog.ts';
import { localId } from '../registry/object-id.ts';

/** Services that were found, with what one needs to ask for them. */
export function formatFound({ items, total }: FoundServices): string {
  if (items.length === 0) return 'Nothing found; try fewer words, or the beginning of one.\n';
  const rest = total > items.length ? [`… and ${total - items.length} more; add a word.`] : [];
  return [...items.map(formatEntry), ...rest, ''].join('\n');
}

function formatEntry(entry: CatalogEntry): string {
  const { id, name, version, state, sunset, status, owner, classification, personal, elements } = entry;
  const english = name.en === undefined ? '' : ` / ${name.en}`;
  const marks = [
    version,
    ...(state === 'deprecated' ? [`deprecated${sunset === undefined ? '' : `, until ${sunset}`}`] : []),
    ...(status === 'active' ? [] : [status]),
    ...(classification === undefined ? [] : [classification]),
    ...(personal === undefined || personal === 'none' ? [] : [`personal data: ${personal}`]),
  ];
  return [
    `${localId(id)}  ${name.id}${english}`,
    `  ${marks.join(' · ')}  of ${owner.name.id}`,
    ...(elements.length === 0 ? [] : [`  ${elements.join(', ')}`]),
  ].join('\n');
}
