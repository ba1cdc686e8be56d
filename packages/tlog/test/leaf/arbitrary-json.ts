import fc from 'fast-check';

/** Texts that could confuse a search in bytes: quotes, backslashes, names and braces inside of them. */
export const trickyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('"', '\\', '"at":1', ',"at":', '{', '}', '[', ']', ':', ',', 'at', '\n', 'é', '😀'),
  }),
);

/** Whatever canonical JSON can hold. */
export const canonicalValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    trickyText,
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(trickyText, tie('value'), { maxKeys: 4 }),
  ),
})).value;
