import fc from 'fast-check';
import { xml } from '../../../local/appsync/runtime/xml';

const name = fc.stringMatching(/^[a-z_][a-z0-9_.-]{0,8}$/);
const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map((value) => `t${value.trim()}`);

type Tree = string | { [name: string]: Tree };
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.dictionary(name, tie('tree'), { minKeys: 1, maxKeys: 3 }),
  ),
}));

function escaped(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function written(tag: string, value: Tree): string {
  const content =
    typeof value === 'string'
      ? escaped(value)
      : Object.entries(value)
          .map(([member, below]) => `<!-- & < -->${written(member, below)}`)
          .join('\n');
  return `<${tag}>${content}</${tag}>`;
}

test('what is written is read', () => {
  fc.assert(
    fc.property(name, tree, (root, value) => {
      expect(xml.toMap(`<?xml version="1.0"?>\n${written(root, value)}`)).toEqual({ [root]: value });
    }),
  );
});

test('whatever comes is read, or refused as what it is', () => {
  const scraps = fc.constantFrom(
    '<',
    '>',
    '</',
    '/>',
    'a',
    '=',
    '"',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '&',
    ';',
    '<?',
    '?>',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(scraps, { maxLength: 40 }), (parts) => {
      try {
        expect(typeof xml.toJsonString(parts.join(''))).toBe('string');
      } catch (error) {
        expect(String(error)).toMatch(/^Error: util\.xml: the text is not XML: /);
      }
    }),
    { numRuns: 1000 },
  );
});

test('twenty thousand siblings are one list', () => {
  const many = '<b a="1">x</b>'.repeat(20_000);
  expect(xml.toMap(`<a>${many}</a>`)).toMatchObject({ a: { b: expect.any(Array) } });
});
