declare module 'danish-ssn' {
  /** Throws a TypeError for anything but ten digits. */
  const cpr: { isValid(cpr: string): boolean };
  export default cpr;
}
