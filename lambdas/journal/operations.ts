/**
 * The GraphQL operations of the journal. They select every field: subscribers receive the selection of the mutation that
 * they are told of.
 */
const EVENT = `fragment Event on OnboardingEvent {
  sessionId sequence eventId at kind step status reason message nextStep attemptsLeft confidence
  identity { initials nationalId }
  registration { customerId email nationalId createdAt }
}`;

export const PUBLISH = `mutation Publish($input: PublishOnboardingEventInput!) {
  publishOnboardingEvent(input: $input) { ...Event }
}
${EVENT}`;

export const READ = `query Read($sessionId: ID!) {
  onboarding(sessionId: $sessionId) {
    sessionId country status reason message nextStep attemptsLeft sequence createdAt updatedAt expiresAt
    identity { initials nationalId }
    registration { customerId email nationalId createdAt }
    events { ...Event }
  }
}
${EVENT}`;
