import { ROLES } from '@simpul/contracts';
import { html, type Markup } from '@simpul/html';
import { fieldOf, type OwnVisit } from '../http/visit.ts';
import { choiceField, textField } from '../look/field.ts';

/** The fields that name a role and what it reaches. */
export function roleFields(visit: OwnVisit): Markup {
  const { text } = visit;
  return html`${choiceField(
    { name: 'role', label: text.people.role, value: fieldOf(visit, 'role'), attributes: { required: true } },
    [{ value: '', name: text.people.choose }, ...ROLES.map((role) => ({ value: role, name: text.roles[role] }))],
  )}
  ${textField({
    name: 'scope',
    label: text.people.scope,
    hint: text.people.scopeHint,
    value: fieldOf(visit, 'scope'),
    attributes: { maxlength: '201', autocomplete: 'off', spellcheck: 'false' },
  })}`;
}
