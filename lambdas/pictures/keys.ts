import * as v from 'valibot';

/**
 * Where pictures lie in the bucket. Each upload has a key of its own that can be written once; a small pointer object
 * says which of them is the session's current one, so that it is found by GetObject alone, without listing.
 */
export const pictureKey = (sessionId: string, upload: number): string => `uploads/${sessionId}/${upload}`;

export const isPictureOf = (key: string, sessionId: string): boolean =>
  key.startsWith(`uploads/${sessionId}/`);

export const pointerKey = (sessionId: string): string => `current/${sessionId}`;

/** What the pointer object holds, as JSON. */
export const PointerSchema = v.object({ key: v.string() });
export type Pointer = v.InferOutput<typeof PointerSchema>;
