import type { Country } from '../../generated/types';
import { personInState, personWithNumber, type SyntheticPerson } from '../../identity/population';
import type { ConditionName } from './capture/conditions';
import { issueSpecimen, type DocumentName, type Specimen } from './documents/specimen';
import { landscapeSize } from './landscape';
import type { Expectation, ManifestEntry } from './manifest';

/** A specimen that is kept in the repository: the demo, the tests and the README show it. */
export interface CommittedSpecimen {
  readonly file: string;
  readonly specimen: Specimen;
  readonly condition: ConditionName;
  readonly expect: Expectation;
}

const REGISTERED: Expectation = { status: 'REGISTERED', reason: null };

function committed(
  file: string,
  document: DocumentName,
  holder: SyntheticPerson,
  options: { condition?: ConditionName; expect?: Expectation; expired?: boolean } = {},
): CommittedSpecimen {
  const { condition = 'clean', expect = REGISTERED, expired = false } = options;
  return { file, specimen: issueSpecimen(document, holder, file, expired), condition, expect };
}

/** By number, so that a specimen keeps its holder however the population is enumerated. */
function person(country: Country, nationalId: string): SyntheticPerson {
  const found = personWithNumber(country, nationalId);
  if (found === undefined)
    throw new Error('The holder of a committed specimen is not of the synthetic population.');
  return found;
}

/** What the repository keeps, but for the one picture without a document. */
export function committedSpecimens(): CommittedSpecimen[] {
  const danish = committed('dk-passport.jpg', 'passport', person('DK', '1610869952'));
  return [
    danish,
    {
      ...danish,
      file: 'dk-passport-blurred.jpg',
      condition: 'blurred',
      expect: { status: 'NEW_PICTURE_REQUIRED', reason: 'PICTURE_BLURRED' },
    },
    committed('dk-passport-photo.jpg', 'passport', person('DK', '1802939959'), { condition: 'photo' }),
    committed('dk-driving-licence.jpg', 'driving-licence', person('DK', '2404999908'), {
      // Nothing but the number has a check digit on a licence: its front alone is never sure enough.
      expect: { status: 'NEW_PICTURE_REQUIRED', reason: 'DOCUMENT_WITHOUT_MRZ' },
    }),
    committed('se-passport.jpg', 'passport', person('SE', '198310132389')),
    committed('se-identity-card.jpg', 'identity-card', person('SE', '199207282394')),
    committed('se-passport-expired.jpg', 'passport', person('SE', '197910042394'), {
      expired: true,
      expect: { status: 'NEW_PICTURE_REQUIRED', reason: 'DOCUMENT_EXPIRED' },
    }),
    committed('no-passport.jpg', 'passport', person('NO', '26929829076')),
    committed('no-passport-deceased.jpg', 'passport', personInState('NO', 'DECEASED'), {
      expect: { status: 'UNVERIFIED', reason: 'IDENTITY_NOT_CONFIRMED' },
    }),
    committed('fi-passport.jpg', 'passport', person('FI', '191089-946T')),
    committed('fi-identity-card.jpg', 'identity-card', person('FI', '161086-9518')),
  ];
}

/** A picture without a document: a drawn landscape. */
export const notADocument: ManifestEntry = {
  file: 'not-a-document.jpg',
  ...landscapeSize,
  country: null,
  document: null,
  condition: 'clean',
  mrz: null,
  fields: null,
  expect: { status: 'NEW_PICTURE_REQUIRED', reason: 'NO_DOCUMENT_FOUND' },
};
