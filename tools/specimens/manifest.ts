import type { Country, OnboardingStatus, ReasonCode, Sex } from '../../generated/types';
import type { ConditionName } from './capture/conditions';
import type { Page } from './documents/page';
import type { DocumentName, Specimen } from './documents/specimen';

/** What a picture says, as the register spells it; null where the picture does not show it. Dates are YYYY-MM-DD. */
export interface TrueFields {
  readonly firstName: string;
  readonly lastName: string;
  readonly dateOfBirth: string;
  readonly nationalId: string | null;
  readonly expiresOn: string;
  readonly documentNumber: string;
  readonly sex: Sex | null;
}

/** Where an onboarding with this picture ends, and why. */
export interface Expectation {
  readonly status: OnboardingStatus;
  readonly reason: ReasonCode | null;
}

/** One picture and the truth about it: an entry of `manifest.json`. */
export interface ManifestEntry {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  /** Null where there is no document in the picture. */
  readonly country: Country | null;
  readonly document: DocumentName | null;
  readonly condition: ConditionName;
  /** The lines of the machine-readable zone, null where the picture has none. */
  readonly mrz: readonly string[] | null;
  readonly fields: TrueFields | null;
  readonly expect?: Expectation;
}

/** What can be read from a picture of a specimen. */
export function trueFields(specimen: Specimen, page: Omit<Page, 'picture'>): TrueFields {
  const { holder } = specimen;
  const numberInPicture = page.showsFront || holder.country !== 'FI';
  return {
    firstName: holder.firstName,
    lastName: holder.lastName,
    dateOfBirth: holder.dateOfBirth,
    nationalId: numberInPicture ? holder.nationalId : null,
    expiresOn: specimen.expiresOn,
    documentNumber: specimen.documentNumber,
    sex: specimen.document === 'driving-licence' ? null : holder.sex,
  };
}

const LINE_WIDTH = 110;

/** The manifest as text, laid out as the formatter of this repository would: short arrays on one line. */
export function manifestText(entries: readonly ManifestEntry[]): string {
  const text = JSON.stringify(entries, null, 2);
  const compact = text.replace(/^( *"mrz": )\[([^\]]*)\]/gm, (whole, key: string, items: string) => {
    const line = `${key}[${items.trim().replace(/\n\s*/g, ' ')}]`;
    return line.length < LINE_WIDTH ? line : whole;
  });
  return `${compact}\n`;
}
