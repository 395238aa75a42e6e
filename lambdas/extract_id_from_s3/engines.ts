import { Fault } from '../fault';
import type { ReadPicture } from './extract';

/** How a stage reads pictures, by `OCR_ENGINE`. Each is loaded when it is first needed, and only then. */
const engines: Record<string, () => Promise<ReadPicture>> = {
  embedded: async () => {
    const [{ readWith }, { embedded }] = await Promise.all([
      import('./read-document'),
      import('./reading/embedded'),
    ]);
    return readWith(embedded);
  },
  textract: async () => {
    const [{ readWith }, { textract }] = await Promise.all([
      import('./read-document'),
      import('./reading/textract'),
    ]);
    return readWith(textract());
  },
  simulated: async () => {
    const { simulateReading } = await import('./simulated');
    return (bytes, country) => Promise.resolve(simulateReading(bytes, country));
  },
};

/** A reader that loads its engine with the first picture. Throws a Fault, at once, for an engine that does not exist. */
export const createReader = (engine: string): ReadPicture => {
  const load = engines[engine];
  if (!load) throw new Fault(`OCR_ENGINE must be one of ${Object.keys(engines).join(', ')}`);
  let loading: Promise<ReadPicture> | undefined;
  return async (bytes, country) => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return (await loading)(bytes, country);
  };
};
