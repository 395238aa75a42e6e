import type { NextStep, OnboardingStatus, ReasonCode } from '../../generated/types';

/** All that a model is ever told of an onboarding. */
export interface Standing {
  status: OnboardingStatus;
  nextStep: NextStep;
  reason: ReasonCode | null;
  /** A sentence for the person, without names, numbers or words of the document. */
  message: string;
}

/** Bedrock's answer format for function details. */
export interface ActionGroupAnswer {
  messageVersion: '1.0';
  response: {
    actionGroup: string;
    function: string;
    functionResponse: { responseBody: { TEXT: { body: string } } };
  };
}

const echo = (event: unknown, name: string): string => {
  const value: unknown = typeof event === 'object' && event !== null ? Reflect.get(event, name) : undefined;
  return typeof value === 'string' ? value.slice(0, 100) : '';
};

/** Wraps a standing for Bedrock; the names of action group and function are echoed, as it demands. */
export const answerTo = (event: unknown, standing: Standing): ActionGroupAnswer => ({
  messageVersion: '1.0',
  response: {
    actionGroup: echo(event, 'actionGroup'),
    function: echo(event, 'function'),
    functionResponse: { responseBody: { TEXT: { body: JSON.stringify(standing) } } },
  },
});
