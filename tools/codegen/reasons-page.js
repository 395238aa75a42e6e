/** A graphql-codegen plugin that writes docs/reasons.md: every reason code with its sentence and next step, every finding with its text. */
import { findingsOf, reasonsOf } from './sentences.js';

export const plugin = (schema) => {
  const rows = reasonsOf(schema).map(
    ([code, { sentence, nextStep }]) => `| \`${code}\` | ${sentence} | \`${nextStep}\` |`,
  );
  const findings = findingsOf(schema).map(
    ([code, { text, told }]) => `| \`${code}\` | ${text} | ${told ? `\`${told}\`` : 'nothing'} |`,
  );
  return [
    '# Reason codes',
    '',
    'Generated from the `ReasonCode` enum of `schema.graphql` by `npm run codegen`; do not edit. A refusal carries the code as',
    '`errorType` (GraphQL errors) or `reason` (events and sessions), with the sentence and the next step.',
    '',
    '| code | what the person is told | what they do next |',
    '|---|---|---|',
    ...rows,
    '',
    '## Findings of a verification',
    '',
    'From the `VerificationFinding` enum. They stand in the answer of `verify_identity` and in the log of the orchestrator, never in',
    'an event, a session or what the agent hears: the person is given the reason in the last column.',
    '',
    '| finding | what it means, for operators and auditors | what the person is told |',
    '|---|---|---|',
    ...findings,
    '',
  ].join('\n');
};
