/**
 * A graphql-codegen plugin that turns the contract's own two directives into data: the limits of input fields
 * (`@constraint`) and, for each reason code, its sentence (the description) and the person's next step (`@advice`).
 */
import { isEnumType, isInputObjectType, valueFromASTUntyped } from 'graphql';

const argumentsOf = (node, name) => {
  const directive = node?.directives?.find((candidate) => candidate.name.value === name);
  return Object.fromEntries(
    (directive?.arguments ?? []).map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)]),
  );
};

const limitsOf = (type) =>
  Object.fromEntries(
    Object.values(type.getFields())
      .map((field) => [field.name, argumentsOf(field.astNode, 'constraint')])
      .filter(([, limits]) => Object.keys(limits).length > 0),
  );

export const plugin = (schema) => {
  const types = Object.values(schema.getTypeMap());
  const limits = Object.fromEntries(
    types
      .filter(isInputObjectType)
      .map((type) => [type.name, limitsOf(type)])
      .filter(([, fields]) => Object.keys(fields).length > 0),
  );
  const reasonCode = schema.getType('ReasonCode');
  if (!isEnumType(reasonCode)) throw new Error('schema.graphql has no enum ReasonCode');
  const reasons = Object.fromEntries(
    reasonCode.getValues().map((value) => {
      const { nextStep } = argumentsOf(value.astNode, 'advice');
      if (!value.description || !nextStep) {
        throw new Error(`ReasonCode.${value.name} needs a description (its sentence) and @advice(nextStep:)`);
      }
      return [value.name, { sentence: value.description, nextStep }];
    }),
  );
  return [
    "import type { NextStep, ReasonCode } from './types';",
    '',
    '/** Limits of the input fields, as `@constraint` in schema.graphql says them. */',
    `export const limits = ${JSON.stringify(limits, null, 2)} as const;`,
    '',
    '/** What a person is told, and does next, for each reason. */',
    `export const reasons: Record<ReasonCode, { sentence: string; nextStep: NextStep }> = ${JSON.stringify(reasons, null, 2)};`,
    '',
  ].join('\n');
};
