import type { Country } from '../../../generated/types';
import type { Tints } from '../paper/guilloche';

/** Everything that is printed on a country's documents but does not depend on the person. Labels are shown as they stand. */
export interface CountryWords {
  /** ISO 3166-1 alpha-3, as in the MRZ. */
  readonly code: string;
  /** The state's name, in its own languages and in English. */
  readonly state: string;
  readonly nationality: string;
  readonly passport: string;
  readonly identityCard: string;
  readonly drivingLicence: string;
  readonly authority: string;
  readonly towns: readonly string[];
  readonly labels: {
    readonly surname: string;
    readonly givenNames: string;
    readonly nationality: string;
    readonly dateOfBirth: string;
    readonly sex: string;
    readonly placeOfBirth: string;
    readonly nationalId: string;
    readonly issuedOn: string;
    readonly expiresOn: string;
    readonly authority: string;
    readonly signature: string;
    readonly documentNumber: string;
    readonly cardNumber: string;
  };
  /** Months as passports print them; absent: days are printed as numbers. */
  readonly months?: readonly string[];
  readonly tints: Tints;
  /** Headings. */
  readonly ink: string;
}

const DK: CountryWords = {
  code: 'DNK',
  state: 'DANMARK · DENMARK',
  nationality: 'Dansk / Danish',
  passport: 'PAS · PASSPORT',
  identityCard: 'IDENTITETSKORT · IDENTITY CARD',
  drivingLicence: 'KØREKORT · DRIVING LICENCE',
  authority: 'SPECIMEN KOMMUNE',
  towns: ['København', 'Aarhus', 'Odense', 'Aalborg', 'Rønne', 'Tønder'],
  labels: {
    surname: 'Efternavn / Surname',
    givenNames: 'Fornavne / Given names',
    nationality: 'Nationalitet / Nationality',
    dateOfBirth: 'Fødselsdato / Date of birth',
    sex: 'Køn / Sex',
    placeOfBirth: 'Fødested / Place of birth',
    nationalId: 'Personnummer / Personal No.',
    issuedOn: 'Udstedelsesdato / Date of issue',
    expiresOn: 'Udløbsdato / Date of expiry',
    authority: 'Myndighed / Authority',
    signature: "Underskrift / Holder's signature",
    documentNumber: 'Pas nr. / Passport No.',
    cardNumber: 'Kort nr. / Card No.',
  },
  months: ['JAN', 'FEB', 'MAR', 'APR', 'MAJ', 'JUN', 'JUL', 'AUG', 'SEP', 'OKT', 'NOV', 'DEC'],
  tints: { paper: ['#f7eef0', '#f3efe2'], waves: ['#b8576b', '#c99a58'], rosette: '#b5697c' },
  ink: '#7d1f35',
};

const SE: CountryWords = {
  code: 'SWE',
  state: 'SVERIGE · SWEDEN',
  nationality: 'Svensk / Swedish',
  passport: 'PASS · PASSPORT',
  identityCard: 'NATIONELLT IDENTITETSKORT · NATIONAL IDENTITY CARD',
  drivingLicence: 'KÖRKORT · DRIVING LICENCE',
  authority: 'PROVMYNDIGHETEN',
  towns: ['Stockholm', 'Göteborg', 'Malmö', 'Umeå', 'Västerås', 'Örebro'],
  labels: {
    surname: 'Efternamn / Surname',
    givenNames: 'Förnamn / Given names',
    nationality: 'Nationalitet / Nationality',
    dateOfBirth: 'Födelsedatum / Date of birth',
    sex: 'Kön / Sex',
    placeOfBirth: 'Födelseort / Place of birth',
    nationalId: 'Personnummer / Personal identity No.',
    issuedOn: 'Utfärdad den / Date of issue',
    expiresOn: 'Sista giltighetsdag / Date of expiry',
    authority: 'Myndighet / Authority',
    signature: "Innehavarens namnteckning / Holder's signature",
    documentNumber: 'Passnr / Passport No.',
    cardNumber: 'Kortnr / Card No.',
  },
  months: ['JAN', 'FEB', 'MAR', 'APR', 'MAJ', 'JUN', 'JUL', 'AUG', 'SEP', 'OKT', 'NOV', 'DEC'],
  tints: { paper: ['#eef3f8', '#f8f4df'], waves: ['#4f86b3', '#c9a63f'], rosette: '#6391ba' },
  ink: '#174a7c',
};

const NO: CountryWords = {
  code: 'NOR',
  state: 'NORGE · NOREG · NORWAY',
  nationality: 'Norsk / Norwegian',
  passport: 'PASS · PASSPORT',
  identityCard: 'NASJONALT ID-KORT · NATIONAL IDENTITY CARD',
  drivingLicence: 'FØRERKORT · DRIVING LICENCE',
  authority: 'PRØVEDISTRIKTET',
  towns: ['Oslo', 'Bergen', 'Tromsø', 'Bodø', 'Ålesund', 'Hønefoss'],
  labels: {
    surname: 'Etternavn / Surname',
    givenNames: 'Fornavn / Given names',
    nationality: 'Statsborgerskap / Nationality',
    dateOfBirth: 'Fødselsdato / Date of birth',
    sex: 'Kjønn / Sex',
    placeOfBirth: 'Fødested / Place of birth',
    nationalId: 'Fødselsnummer / Personal No.',
    issuedOn: 'Utstedt / Date of issue',
    expiresOn: 'Utløpsdato / Date of expiry',
    authority: 'Myndighet / Authority',
    signature: "Underskrift / Holder's signature",
    documentNumber: 'Passnr. / Passport No.',
    cardNumber: 'Kortnr. / Card No.',
  },
  tints: { paper: ['#f2f5ee', '#eaf3f4'], waves: ['#5e9a80', '#4e86a3'], rosette: '#cb918a' },
  ink: '#23594a',
};

const FI: CountryWords = {
  code: 'FIN',
  state: 'SUOMI · FINLAND',
  nationality: 'SUOMI / FINLAND',
  passport: 'PASSI · PASS · PASSPORT',
  identityCard: 'HENKILÖKORTTI · IDENTITETSKORT · IDENTITY CARD',
  drivingLicence: 'AJOKORTTI · KÖRKORT · DRIVING LICENCE',
  authority: 'MALLILAITOS',
  towns: ['Helsinki', 'Jyväskylä', 'Hämeenlinna', 'Turku', 'Mikkeli', 'Seinäjoki'],
  labels: {
    surname: 'Sukunimi / Efternamn / Surname',
    givenNames: 'Etunimet / Förnamn / Given names',
    nationality: 'Kansalaisuus / Nationalitet / Nationality',
    dateOfBirth: 'Syntymäaika / Date of birth',
    sex: 'Sukupuoli / Kön / Sex',
    placeOfBirth: 'Syntymäpaikka / Place of birth',
    nationalId: 'Henkilötunnus / Personal identity code',
    issuedOn: 'Myönnetty / Date of issue',
    expiresOn: 'Voimassa / Date of expiry',
    authority: 'Viranomainen / Authority',
    signature: "Nimikirjoitus / Holder's signature",
    documentNumber: 'Passin nro / Passport No.',
    cardNumber: 'Kortin nro / Card No.',
  },
  tints: { paper: ['#eff4fa', '#eef3f0'], waves: ['#6a8fc4', '#6aa6a6'], rosette: '#7f97c9' },
  ink: '#1f3f7f',
};

/** The words of each country. */
export const words: Readonly<Record<Country, CountryWords>> = { DK, SE, NO, FI };
