import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Country, IdUpload, OnboardingEvent, ReasonCode } from '../../generated/types';
import { Person, Refused, atRest } from '../../tools/person';
import { api } from './stack';

export const specimen = (name: string): Buffer => readFileSync(join('test', 'specimens', name));

export const newPerson = (country: Country = 'DK'): Person => new Person(api(), country);

/** Opens an upload for the picture and PUTs it. */
export const uploadPicture = async (
  person: Person,
  bytes: Buffer,
  contentType = 'image/jpeg',
): Promise<IdUpload> => {
  const upload = await person.openUpload(bytes, contentType);
  await person.upload(bytes, upload);
  return upload;
};

/** Starts, and resolves with every event that was shown from then on until the session comes to rest. */
export const startAndWatch = async (person: Person): Promise<OnboardingEvent[]> => {
  const { sequence } = await person.onboarding();
  const events: OnboardingEvent[] = [];
  await new Promise<void>((resolve, reject) => {
    const stop = person.watch((event) => {
      events.push(event);
      const over = atRest.includes(event.status) || event.reason === 'PICTURE_MISSING';
      if (over && event.kind !== 'AGENT_MESSAGE') {
        stop();
        resolve();
      }
    }, sequence);
    person.start('Hello').catch((error: unknown) => {
      stop();
      reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
  return events;
};

/** The reason with which the API refuses. Fails the test when it does not. */
export const refusal = async (
  attempt: Promise<unknown>,
): Promise<{ reason: ReasonCode | string; message: string; info: Record<string, unknown> }> => {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof Refused) return { reason: error.reason, message: error.message, info: error.info };
    throw error;
  }
  throw new Error('The API did what it should have refused.');
};
