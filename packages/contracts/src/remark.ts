import Type from 'typebox';

/** What a person writes for others to read: on one line, and nothing that a terminal would obey. */
export const Remark = Type.String({
  pattern: String.raw`^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+$`,
  maxLength: 200,
});
