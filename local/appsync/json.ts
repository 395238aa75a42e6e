/** A JSON object, or what came in its place. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The nesting that Jackson reads (StreamReadConstraints); what is written again nests in calls, and the stack ends somewhere. */
const deepestNesting = 1_000;

/** The JSON object that `text` is, or undefined when it is none, or nests too deep. */
export function parseObject(text: string): JsonObject | undefined {
  if (nestsTooDeep(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 0x5c) index++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > deepestNesting) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}
