const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** UTF-8, by way of percent-encoding: a bare JavaScript realm has no TextEncoder. */
function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  const encoded = encodeURIComponent(text.replace(loneSurrogate, '\ufffd'));
  for (let index = 0; index < encoded.length; index++) {
    if (encoded[index] === '%') {
      bytes.push(parseInt(encoded.slice(index + 1, index + 3), 16));
      index += 2;
    } else bytes.push(encoded.charCodeAt(index));
  }
  return bytes;
}

function utf8Text(bytes: number[]): string {
  const encoded = bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new Error('The decoded bytes are not UTF-8 text.');
  }
}

export function base64Encode(text: string): string {
  const bytes = utf8Bytes(text);
  let result = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const [first = 0, second, third] = bytes.slice(index, index + 3);
    const bits = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    result += base64Alphabet.charAt(bits >> 18) + base64Alphabet.charAt((bits >> 12) & 63);
    result += second === undefined ? '=' : base64Alphabet.charAt((bits >> 6) & 63);
    result += third === undefined ? '=' : base64Alphabet.charAt(bits & 63);
  }
  return result;
}

export function base64Decode(encoded: string): string {
  const bytes: number[] = [];
  let bits = 0;
  let width = 0;
  // Padding is at the end. (To cut it off by a regular expression takes the square of the time where it is not.)
  let end = encoded.length;
  while (encoded.charAt(end - 1) === '=') end--;
  for (const character of encoded.slice(0, end)) {
    const value = base64Alphabet.indexOf(character);
    if (value < 0) throw new Error('util.base64Decode expects a base64 string.');
    bits = ((bits << 6) | value) & 0xffffff;
    width += 6;
    if (width >= 8) {
      width -= 8;
      bytes.push((bits >> width) & 0xff);
    }
  }
  return utf8Text(bytes);
}

/** application/x-www-form-urlencoded, as java.net.URLEncoder does it. */
export function urlEncode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%20/g, '+');
}

export function urlDecode(text: string): string {
  return decodeURIComponent(text.replace(/\+/g, ' '));
}

const javaScriptEscapes: Record<string, string> = {
  '\\': '\\\\',
  '"': '\\"',
  "'": "\\'",
  '/': '\\/',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** As Apache Commons' `escapeEcmaScript`. */
export function escapeJavaScript(text: string): string {
  return text.replace(
    /[\\"'/\u0000-\u001f\u007f-\uffff]/g,
    (character) =>
      javaScriptEscapes[character] ??
      `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}
