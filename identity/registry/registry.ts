import type { IsoDate } from '../calendar';

/** What a national register says of a person. */
export interface RegistryRecord {
  /** In canonical form; the number in force, where the one asked for has been replaced. */
  readonly nationalId: string;
  /** All given names, middle names that are no surnames included. */
  readonly firstName: string;
  readonly lastName: string;
  readonly dateOfBirth: IsoDate;
  readonly status: 'RESIDENT' | 'EMIGRATED' | 'DECEASED';
  /** Name and address are protected: navne- og adressebeskyttelse, skyddade personuppgifter, kode 6 og 7, turvakielto. */
  readonly isProtected: boolean;
}

/** The register of one country: CPR, folkbokföringen, Folkeregisteret or väestötietojärjestelmä. */
export interface NationalRegistry {
  /**
   * Who has this number (canonical form); undefined where the register knows nobody. Rejects where it cannot be asked, and
   * when `signal` is aborted: whoever waits no longer does.
   */
  lookUp(nationalId: string, signal: AbortSignal): Promise<RegistryRecord | undefined>;
}
