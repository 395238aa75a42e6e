import * as v from 'valibot'
import type { AgentTurnInput, Country, CreateCustomerInput, CreateIdUploadInput, CustomerRegistration, DocumentFacts, DocumentFactsInput, DocumentKind, DocumentSource, ExtractIdInput, ExtractedId, FieldConfidence, HttpHeader, IdUpload, IdUploadInput, Language, MaskedIdentity, MaskedIdentityInput, NextStep, Onboarding, OnboardingEventsArgs, OnboardingEvent, OnboardingEventKind, OnboardingStatus, OnboardingStep, PublishOnboardingEventInput, ReasonCode, Registration, RegistrationInput, RegistrationStatus, SendMessageInput, Sex, StartOnboardingInput, VerificationFinding, VerificationResult, VerificationStatus, VerifiedPerson, VerifyIdentityInput } from './types'

export const CountrySchema = v.picklist(['DK', 'FI', 'NO', 'SE']);

export const DocumentKindSchema = v.picklist(['DRIVING_LICENCE', 'IDENTITY_CARD', 'OTHER', 'PASSPORT', 'RESIDENCE_CARD']);

export const DocumentSourceSchema = v.picklist(['FRONT', 'MRZ', 'SIMULATED']);

export const LanguageSchema = v.picklist(['da', 'en', 'fi', 'nb', 'sv']);

export const NextStepSchema = v.picklist(['CONTACT_BANK', 'CORRECT_REQUEST', 'NONE', 'START_AGAIN', 'TRY_AGAIN', 'UPLOAD_NEW_PICTURE', 'UPLOAD_PICTURE', 'WAIT']);

export const OnboardingEventKindSchema = v.picklist(['AGENT_MESSAGE', 'FAILED', 'PERSON_MESSAGE', 'STARTED', 'STEP_COMPLETED', 'STEP_STARTED', 'STEP_STOPPED', 'UPLOAD_OPENED']);

export const OnboardingStatusSchema = v.picklist(['ALREADY_REGISTERED', 'AWAITING_PICTURE', 'FAILED', 'IN_PROGRESS', 'NEW_PICTURE_REQUIRED', 'REGISTERED', 'UNVERIFIED']);

export const OnboardingStepSchema = v.picklist(['CREATE_CUSTOMER', 'EXTRACT_ID', 'VERIFY_IDENTITY']);

export const ReasonCodeSchema = v.picklist(['ALREADY_REGISTERED', 'COMPOSITE_CHECK_DIGIT_FAILED', 'COUNTRY_MISMATCH', 'DATE_OF_BIRTH_CHECK_DIGIT_FAILED', 'DATE_OF_BIRTH_IMPLAUSIBLE', 'DATE_OF_BIRTH_MISMATCH', 'DATE_OF_BIRTH_MISSING', 'DATE_OF_EXPIRY_CHECK_DIGIT_FAILED', 'DOCUMENT_EXPIRED', 'DOCUMENT_INCOMPLETE', 'DOCUMENT_NUMBER_CHECK_DIGIT_FAILED', 'DOCUMENT_WITHOUT_MRZ', 'FIRST_NAME_MISSING', 'FRONT_MRZ_MISMATCH', 'HEALTH_CARD_NOT_ACCEPTED', 'IDENTITY_CONFLICT', 'IDENTITY_NOT_CONFIRMED', 'INVALID_INPUT', 'LAST_NAME_MISSING', 'LOW_CONFIDENCE', 'MRZ_CUT_OFF', 'MRZ_UNREADABLE', 'NATIONAL_ID_CHECKSUM_FAILED', 'NATIONAL_ID_MALFORMED', 'NATIONAL_ID_MISSING', 'NATIONAL_ID_SYNTHETIC', 'NEW_PICTURE_NEEDED', 'NO_DOCUMENT_FOUND', 'PERSONAL_NUMBER_CHECK_DIGIT_FAILED', 'PICTURE_BLURRED', 'PICTURE_DAMAGED', 'PICTURE_EMPTY', 'PICTURE_GLARE', 'PICTURE_MISSING', 'PICTURE_NOT_AN_IMAGE', 'PICTURE_TOO_LARGE', 'PICTURE_TOO_MANY_PIXELS', 'PICTURE_TOO_SMALL', 'PICTURE_TYPE_UNSUPPORTED', 'SERVICE_UNAVAILABLE', 'SESSION_BUSY', 'SESSION_FINISHED', 'SESSION_NOT_FOUND', 'SESSION_NOT_STARTED', 'SEX_MISMATCH', 'SYSTEM_ERROR', 'TOO_MANY_ATTEMPTS', 'TOO_MANY_MESSAGES', 'TOO_MANY_UPLOADS', 'UNDER_AGE']);

export const RegistrationStatusSchema = v.picklist(['ALREADY_REGISTERED', 'IDENTITY_CONFLICT', 'REGISTERED']);

export const SexSchema = v.picklist(['F', 'M', 'X']);

export const VerificationFindingSchema = v.picklist(['DATE_OF_BIRTH_IMPLAUSIBLE', 'DATE_OF_BIRTH_MISMATCH', 'DATE_OF_BIRTH_MISSING', 'DOCUMENT_EXPIRED', 'EXPIRY_DATE_MISSING', 'FIRST_NAME_MISSING', 'ISSUING_STATE_MISMATCH', 'ISSUING_STATE_MISSING', 'LAST_NAME_MISSING', 'NATIONAL_ID_CHECKSUM_FAILED', 'NATIONAL_ID_DATE_DIFFERS', 'NATIONAL_ID_MALFORMED', 'NATIONAL_ID_MISSING', 'NATIONAL_ID_SYNTHETIC', 'NATIONAL_ID_WITHOUT_CHECKSUM', 'REGISTRY_DATE_OF_BIRTH_MISMATCH', 'REGISTRY_DECEASED', 'REGISTRY_EMIGRATED', 'REGISTRY_NAME_MISMATCH', 'REGISTRY_NAME_VARIANT', 'REGISTRY_NOT_FOUND', 'REGISTRY_PROTECTED', 'REGISTRY_UNAVAILABLE', 'SEX_MISMATCH', 'UNDER_AGE']);

export const VerificationStatusSchema = v.picklist(['UNVERIFIED', 'VERIFIED']);

export function AgentTurnInputSchema(): v.GenericSchema<AgentTurnInput> {
  return v.object({
    attemptsLeft: v.pipe(v.pipe(v.number(), v.integer()), v.minValue(0)),
    country: CountrySchema,
    language: LanguageSchema,
    message: v.nullish(v.pipe(v.string(), v.maxLength(1000))),
    run: v.pipe(v.pipe(v.number(), v.integer()), v.minValue(1)),
    sessionId: v.pipe(v.string(), v.regex(/^[0-9a-f-]{36}$/)),
    start: v.boolean()
  })
}

export function CreateCustomerInputSchema(): v.GenericSchema<CreateCustomerInput> {
  return v.object({
    country: CountrySchema,
    dateOfBirth: v.pipe(v.string(), v.isoDate()),
    firstName: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
    lastName: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
    nationalId: v.pipe(v.string(), v.regex(/^[0-9A-Z+-]{10,13}$/)),
    sessionId: v.pipe(v.string(), v.regex(/^[0-9a-f-]{36}$/))
  })
}

export function CreateIdUploadInputSchema(): v.GenericSchema<CreateIdUploadInput> {
  return v.object({
    contentLength: v.pipe(v.pipe(v.number(), v.integer()), v.minValue(1), v.maxValue(10485760)),
    contentType: v.pipe(v.string(), v.regex(/^image[/](jpeg|png)$/)),
    country: CountrySchema,
    sha256: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{43}=$/))
  })
}

export function CustomerRegistrationSchema(): v.GenericSchema<CustomerRegistration> {
  return v.object({
    __typename: v.optional(v.literal('CustomerRegistration')),
    message: v.string(),
    registration: v.nullish(v.lazy(() => RegistrationSchema())),
    status: RegistrationStatusSchema
  })
}

export function DocumentFactsSchema(): v.GenericSchema<DocumentFacts> {
  return v.object({
    __typename: v.optional(v.literal('DocumentFacts')),
    expiresOn: v.nullish(v.pipe(v.string(), v.isoDate())),
    issuingState: v.nullish(v.string()),
    kind: DocumentKindSchema,
    number: v.nullish(v.string()),
    sex: v.nullish(SexSchema),
    source: DocumentSourceSchema
  })
}

export function DocumentFactsInputSchema(): v.GenericSchema<DocumentFactsInput> {
  return v.object({
    expiresOn: v.nullish(v.pipe(v.string(), v.isoDate())),
    issuingState: v.nullish(v.pipe(v.string(), v.regex(/^[A-Z]{3}$/))),
    kind: DocumentKindSchema,
    number: v.nullish(v.pipe(v.string(), v.maxLength(30))),
    sex: v.nullish(SexSchema),
    source: DocumentSourceSchema
  })
}

export function ExtractIdInputSchema(): v.GenericSchema<ExtractIdInput> {
  return v.object({
    bucket: v.pipe(v.string(), v.minLength(3), v.maxLength(63)),
    country: CountrySchema,
    sessionId: v.pipe(v.string(), v.regex(/^[0-9a-f-]{36}$/))
  })
}

export function ExtractedIdSchema(): v.GenericSchema<ExtractedId> {
  return v.object({
    __typename: v.optional(v.literal('ExtractedId')),
    confidence: v.number(),
    dateOfBirth: v.nullish(v.pipe(v.string(), v.isoDate())),
    document: v.nullish(v.lazy(() => DocumentFactsSchema())),
    fieldConfidence: v.lazy(() => FieldConfidenceSchema()),
    firstName: v.nullish(v.string()),
    lastName: v.nullish(v.string()),
    nationalId: v.nullish(v.string()),
    reasons: v.array(ReasonCodeSchema)
  })
}

export function FieldConfidenceSchema(): v.GenericSchema<FieldConfidence> {
  return v.object({
    __typename: v.optional(v.literal('FieldConfidence')),
    dateOfBirth: v.number(),
    firstName: v.number(),
    lastName: v.number(),
    nationalId: v.number()
  })
}

export function HttpHeaderSchema(): v.GenericSchema<HttpHeader> {
  return v.object({
    __typename: v.optional(v.literal('HttpHeader')),
    name: v.string(),
    value: v.string()
  })
}

export function IdUploadSchema(): v.GenericSchema<IdUpload> {
  return v.object({
    __typename: v.optional(v.literal('IdUpload')),
    expiresAt: v.pipe(v.string(), v.isoTimestamp()),
    headers: v.array(v.lazy(() => HttpHeaderSchema())),
    method: v.string(),
    sessionId: v.string(),
    sessionToken: v.string(),
    url: v.pipe(v.string(), v.url())
  })
}

export function IdUploadInputSchema(): v.GenericSchema<IdUploadInput> {
  return v.object({
    picture: v.lazy(() => CreateIdUploadInputSchema()),
    sessionExpiresAt: v.pipe(v.string(), v.isoTimestamp()),
    sessionId: v.pipe(v.string(), v.regex(/^[0-9a-f-]{36}$/)),
    upload: v.pipe(v.pipe(v.number(), v.integer()), v.minValue(1))
  })
}

export function MaskedIdentitySchema(): v.GenericSchema<MaskedIdentity> {
  return v.object({
    __typename: v.optional(v.literal('MaskedIdentity')),
    initials: v.string(),
    nationalId: v.string()
  })
}

export function MaskedIdentityInputSchema(): v.GenericSchema<MaskedIdentityInput> {
  return v.object({
    initials: v.pipe(v.string(), v.maxLength(40)),
    nationalId: v.pipe(v.string(), v.regex(/^--[0-9A-Z]{4}$/))
  })
}

export function OnboardingSchema(): v.GenericSchema<Onboarding> {
  return v.object({
    __typename: v.optional(v.literal('Onboarding')),
    attemptsLeft: v.pipe(v.number(), v.integer()),
    country: CountrySchema,
    createdAt: v.pipe(v.string(), v.isoTimestamp()),
    events: v.array(v.lazy(() => OnboardingEventSchema())),
    expiresAt: v.pipe(v.string(), v.isoTimestamp()),
    identity: v.nullish(v.lazy(() => MaskedIdentitySchema())),
    message: v.string(),
    nextStep: NextStepSchema,
    reason: v.nullish(ReasonCodeSchema),
    registration: v.nullish(v.lazy(() => RegistrationSchema())),
    sequence: v.pipe(v.number(), v.integer()),
    sessionId: v.string(),
    status: OnboardingStatusSchema,
    updatedAt: v.pipe(v.string(), v.isoTimestamp())
  })
}

export function OnboardingEventsArgsSchema(): v.GenericSchema<OnboardingEventsArgs> {
  return v.object({
    after: v.nullish(v.pipe(v.number(), v.integer()))
  })
}

export function OnboardingEventSchema(): v.GenericSchema<OnboardingEvent> {
  return v.object({
    __typename: v.optional(v.literal('OnboardingEvent')),
    at: v.pipe(v.string(), v.isoTimestamp()),
    attemptsLeft: v.pipe(v.number(), v.integer()),
    confidence: v.nullish(v.number()),
    eventId: v.string(),
    identity: v.nullish(v.lazy(() => MaskedIdentitySchema())),
    kind: OnboardingEventKindSchema,
    message: v.nullish(v.string()),
    nextStep: NextStepSchema,
    reason: v.nullish(ReasonCodeSchema),
    registration: v.nullish(v.lazy(() => RegistrationSchema())),
    sequence: v.pipe(v.number(), v.integer()),
    sessionId: v.string(),
    status: OnboardingStatusSchema,
    step: v.nullish(OnboardingStepSchema)
  })
}

export function PublishOnboardingEventInputSchema(): v.GenericSchema<PublishOnboardingEventInput> {
  return v.object({
    confidence: v.nullish(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
    eventId: v.pipe(v.string(), v.regex(/^[A-Za-z0-9:_.-]{3,100}$/)),
    identity: v.nullish(v.lazy(() => MaskedIdentityInputSchema())),
    kind: OnboardingEventKindSchema,
    message: v.nullish(v.pipe(v.string(), v.maxLength(2000))),
    nextStep: v.nullish(NextStepSchema),
    reason: v.nullish(ReasonCodeSchema),
    registration: v.nullish(v.lazy(() => RegistrationInputSchema())),
    run: v.pipe(v.pipe(v.number(), v.integer()), v.minValue(1)),
    sessionId: v.string(),
    status: v.nullish(OnboardingStatusSchema),
    step: v.nullish(OnboardingStepSchema)
  })
}

export function RegistrationSchema(): v.GenericSchema<Registration> {
  return v.object({
    __typename: v.optional(v.literal('Registration')),
    createdAt: v.pipe(v.string(), v.isoTimestamp()),
    customerId: v.string(),
    email: v.pipe(v.string(), v.email()),
    nationalId: v.string()
  })
}

export function RegistrationInputSchema(): v.GenericSchema<RegistrationInput> {
  return v.object({
    createdAt: v.pipe(v.string(), v.isoTimestamp()),
    customerId: v.string(),
    email: v.pipe(v.string(), v.email()),
    nationalId: v.pipe(v.string(), v.regex(/^--[0-9A-Z]{4}$/))
  })
}

export function SendMessageInputSchema(): v.GenericSchema<SendMessageInput> {
  return v.object({
    clientRequestId: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,64}$/)),
    sessionId: v.string(),
    text: v.pipe(v.string(), v.minLength(1), v.maxLength(1000))
  })
}

export function StartOnboardingInputSchema(): v.GenericSchema<StartOnboardingInput> {
  return v.object({
    clientRequestId: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,64}$/)),
    language: LanguageSchema,
    message: v.nullish(v.pipe(v.string(), v.maxLength(1000))),
    sessionId: v.string()
  })
}

export function VerificationResultSchema(): v.GenericSchema<VerificationResult> {
  return v.object({
    __typename: v.optional(v.literal('VerificationResult')),
    customerText: v.string(),
    findings: v.array(VerificationFindingSchema),
    internalText: v.string(),
    person: v.nullish(v.lazy(() => VerifiedPersonSchema())),
    reasons: v.array(ReasonCodeSchema),
    status: VerificationStatusSchema
  })
}

export function VerifiedPersonSchema(): v.GenericSchema<VerifiedPerson> {
  return v.object({
    __typename: v.optional(v.literal('VerifiedPerson')),
    dateOfBirth: v.pipe(v.string(), v.isoDate()),
    firstName: v.string(),
    lastName: v.string(),
    nationalId: v.string()
  })
}

export function VerifyIdentityInputSchema(): v.GenericSchema<VerifyIdentityInput> {
  return v.object({
    country: CountrySchema,
    dateOfBirth: v.nullish(v.pipe(v.string(), v.isoDate())),
    document: v.nullish(v.lazy(() => DocumentFactsInputSchema())),
    firstName: v.nullish(v.pipe(v.string(), v.maxLength(100))),
    lastName: v.nullish(v.pipe(v.string(), v.maxLength(100))),
    nationalId: v.nullish(v.pipe(v.string(), v.maxLength(20)))
  })
}
