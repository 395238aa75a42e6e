/** What the contract says to people: what generated/contract.ts and docs/reasons.md are made of. */
import { isEnumType, valueFromASTUntyped } from 'graphql';

export const argumentsOf = (node, name) => {
  const directive = node?.directives?.find((candidate) => candidate.name.value === name);
  return Object.fromEntries(
    (directive?.arguments ?? []).map((argument) => [
      argument.name.value,
      valueFromASTUntyped(argument.value),
    ]),
  );
};

/** Value → `@sentence(text:)` for each value of an enum of the schema. */
export const sentencesOf = (schema, name) => {
  const type = schema.getType(name);
  if (!isEnumType(type)) throw new Error(`schema.graphql has no enum ${name}`);
  return Object.fromEntries(
    type.getValues().map((value) => {
      const { text } = argumentsOf(value.astNode, 'sentence');
      if (!text) throw new Error(`${name}.${value.name} needs @sentence(text:)`);
      return [value.name, text];
    }),
  );
};

/** `[code, {sentence, nextStep}]` for each ReasonCode of the schema. */
export const reasonsOf = (schema) => {
  const reasonCode = schema.getType('ReasonCode');
  if (!isEnumType(reasonCode)) throw new Error('schema.graphql has no enum ReasonCode');
  return reasonCode.getValues().map((value) => {
    const { nextStep } = argumentsOf(value.astNode, 'advice');
    if (!value.description || !nextStep) {
      throw new Error(`ReasonCode.${value.name} needs a description (its sentence) and @advice(nextStep:)`);
    }
    return [value.name, { sentence: value.description, nextStep }];
  });
};

/** `[code, {text, told}]` for each VerificationFinding of the schema; a soft flag has no `told`. */
export const findingsOf = (schema) => {
  const finding = schema.getType('VerificationFinding');
  if (!isEnumType(finding)) throw new Error('schema.graphql has no enum VerificationFinding');
  return finding.getValues().map((value) => {
    if (!value.description)
      throw new Error(`VerificationFinding.${value.name} needs a description (its text)`);
    const { reason } = argumentsOf(value.astNode, 'told');
    return [value.name, { text: value.description, ...(reason && { told: reason }) }];
  });
};
