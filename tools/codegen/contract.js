/**
 * A graphql-codegen plugin that turns the contract's own directives into data: the limits of input fields
 * (`@constraint`), what a person is told in each status and step (`@sentence`), for each reason code its sentence
 * (the description) and the person's next step (`@advice`), and for each finding of a verification its internal text (the
 * description) and the reason that a person is given for it (`@told`).
 */
import { isInputObjectType } from 'graphql';
import { argumentsOf, findingsOf, reasonsOf, sentencesOf } from './sentences.js';

const limitsOf = (type) =>
  Object.fromEntries(
    Object.values(type.getFields())
      .map((field) => [field.name, argumentsOf(field.astNode, 'constraint')])
      .filter(([, limits]) => Object.keys(limits).length > 0),
  );

export const plugin = (schema) => {
  const limits = Object.fromEntries(
    Object.values(schema.getTypeMap())
      .filter(isInputObjectType)
      .map((type) => [type.name, limitsOf(type)])
      .filter(([, fields]) => Object.keys(fields).length > 0),
  );
  const reasons = Object.fromEntries(reasonsOf(schema));
  return [
    'import type {',
    '  NextStep,',
    '  OnboardingStatus,',
    '  OnboardingStep,',
    '  ReasonCode,',
    '  VerificationFinding,',
    '  VerificationStatus,',
    "} from './types';",
    '',
    '/** Limits of the input fields, as `@constraint` in schema.graphql says them. */',
    `export const limits = ${JSON.stringify(limits, null, 2)} as const;`,
    '',
    '/** What a person is told, and does next, for each reason. */',
    `export const reasons: Record<ReasonCode, { sentence: string; nextStep: NextStep }> = ${JSON.stringify(reasons, null, 2)};`,
    '',
    '/** What a person is told in each status, where no reason says more. */',
    `export const statusSentences: Record<OnboardingStatus, string> = ${JSON.stringify(sentencesOf(schema, 'OnboardingStatus'), null, 2)};`,
    '',
    '/** What a person is told while a step runs. */',
    `export const stepSentences: Record<OnboardingStep, string> = ${JSON.stringify(sentencesOf(schema, 'OnboardingStep'), null, 2)};`,
    '',
    '/** What a verification found, for operators and auditors; `told` is the reason that the person is given, and a soft flag has none. */',
    `export const findings: Record<VerificationFinding, { text: string; told?: ReasonCode }> = ${JSON.stringify(Object.fromEntries(findingsOf(schema)), null, 2)};`,
    '',
    '/** What a person is told of a verification, where no reason says more. */',
    `export const verificationSentences: Record<VerificationStatus, string> = ${JSON.stringify(sentencesOf(schema, 'VerificationStatus'), null, 2)};`,
    '',
  ].join('\n');
};
