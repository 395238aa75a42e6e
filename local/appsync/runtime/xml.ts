import { isObject } from '../json';
import type { JsonObject } from '../json';
import { strict } from './refusal';

/** Deeper documents are refused: no answer of a service nests like that, and each level costs stack. */
const deepest = 200;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads XML into what `util.xml.toMap` gives: elements are members, repeated ones a list, numbers and booleans become
 * such (developer guide, "XML helpers in util.xml"); attributes are members too, and text beside them is `content`, as
 * org.json has it. Names are not resolved against namespaces, and there are no entities but XML's own five: a DOCTYPE is
 * refused, so that nothing can expand.
 */
class XmlReader {
  #position = 0;

  constructor(private readonly text: string) {}

  document(): JsonObject {
    const found: JsonObject = {};
    while (this.#skipTo('<')) {
      if (this.#skipAside()) continue;
      this.#element(found, 1);
    }
    return found;
  }

  /** Comments and processing instructions. */
  #skipAside(): boolean {
    if (this.#at('<!--')) this.#upTo('-->');
    else if (this.#at('<?')) this.#upTo('?>');
    else if (this.#at('<!DOCTYPE')) throw fault('a DOCTYPE is not accepted');
    else return false;
    return true;
  }

  #element(parent: JsonObject, depth: number): void {
    if (depth > deepest) throw fault(`it nests deeper than ${deepest} elements`);
    const [, name, attributes, selfClosing] = this.#match(
      /<([^\s<>/=!?"']+)((?:\s+[^\s<>/="']+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y,
      'an element',
    );
    const members: JsonObject = {};
    for (const [, key = '', quoted = ''] of (attributes ?? '').matchAll(/([^\s=]+)\s*=\s*("[^"]*"|'[^']*')/g))
      add(members, key, valueOf(decode(quoted.slice(1, -1))));
    const text = selfClosing === '/' ? '' : this.#content(members, name ?? '', depth);
    if (Object.keys(members).length === 0) return add(parent, name ?? '', valueOf(text));
    if (text !== '') add(members, 'content', valueOf(text));
    add(parent, name ?? '', members);
  }

  /** What is between the tags: child elements go to `members`, and the text comes back trimmed. */
  #content(members: JsonObject, name: string, depth: number): string {
    const texts: string[] = [];
    for (;;) {
      const start = this.#position;
      if (!this.#skipTo('<')) throw fault(`<${name}> is not closed`);
      texts.push(decode(this.text.slice(start, this.#position)));
      if (this.#at('</')) {
        const [, closed] = this.#match(/<\/([^\s<>]+)\s*>/y, 'a closing tag');
        if (closed !== name) throw fault(`<${name}> is closed by </${closed}>`);
        return texts.join('').trim();
      }
      if (this.#at('<![CDATA[')) {
        const from = this.#position + '<![CDATA['.length;
        this.#upTo(']]>');
        texts.push(this.text.slice(from, this.#position - ']]>'.length));
      } else if (!this.#skipAside()) this.#element(members, depth + 1);
    }
  }

  #at(start: string): boolean {
    return this.text.startsWith(start, this.#position);
  }

  #skipTo(mark: string): boolean {
    const found = this.text.indexOf(mark, this.#position);
    this.#position = found < 0 ? this.text.length : found;
    return found >= 0;
  }

  #upTo(mark: string): void {
    if (!this.#skipTo(mark)) throw fault(`'${mark}' is missing`);
    this.#position += mark.length;
  }

  #match(pattern: RegExp, what: string): RegExpExecArray {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.text);
    if (match === null) throw fault(`there is no ${what} at character ${this.#position}`);
    this.#position = pattern.lastIndex;
    return match;
  }
}

function fault(what: string): Error {
  return new Error(`util.xml: the text is not XML: ${what}.`);
}

function add(members: JsonObject, name: string, value: unknown): void {
  const known = Object.hasOwn(members, name) ? members[name] : undefined;
  if (Array.isArray(known)) return void known.push(value);
  const next = known === undefined ? value : [known, value];
  // `__proto__` is a name like any other.
  Object.defineProperty(members, name, { value: next, enumerable: true, configurable: true, writable: true });
}

function decode(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w+));/g,
    (whole, decimal?: string, hex?: string, name = '') => {
      const code =
        decimal === undefined ? (hex === undefined ? undefined : parseInt(hex, 16)) : Number(decimal);
      if (code !== undefined) return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      const known = Object.hasOwn(entities, name) ? entities[name] : undefined;
      if (known === undefined) throw fault(`the entity ${whole} is not declared`);
      return known;
    },
  );
}

function valueOf(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  // What would not be written the same again (a leading zero, twenty digits) stays text.
  return text !== '' && String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}

function toMap(text: unknown): JsonObject | null {
  if (text === undefined || text === null) return null;
  if (typeof text !== 'string') throw new Error('util.xml expects a text.');
  const document = new XmlReader(text.trim()).document();
  if (!isObject(document) || Object.keys(document).length === 0) throw fault('it has no element');
  return document;
}

/** `util.xml`. */
export const xml = strict('util.xml', {
  toMap,
  toJsonString(text: unknown, stringEncode = false): string {
    const json = JSON.stringify(toMap(text));
    return stringEncode ? JSON.stringify(json) : json;
  },
});
