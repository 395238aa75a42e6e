export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  AWSDate: { input: string; output: string; }
  AWSDateTime: { input: string; output: string; }
  AWSEmail: { input: string; output: string; }
  AWSURL: { input: string; output: string; }
};

/** What `onboarding_agent` is asked for, by startOnboarding and sendMessage. */
export type AgentTurnInput = {
  /** How many pictures may still be judged, this one included. */
  attemptsLeft: Scalars['Int']['input'];
  /** The country of the document. */
  country: Country;
  /** The language to speak. */
  language: Language;
  /** What the person said. */
  message?: InputMaybe<Scalars['String']['input']>;
  /** The run this turn belongs to. */
  run: Scalars['Int']['input'];
  /** The session. */
  sessionId: Scalars['ID']['input'];
  /** Whether the person asked to be onboarded (the pipeline must run) or only said something. */
  start: Scalars['Boolean']['input'];
};

/** The country whose ID document and national registry are used. */
export type Country =
  /** Denmark: CPR-nummer */
  | 'DK'
  /** Finland: henkilötunnus */
  | 'FI'
  /** Norway: fødselsnummer */
  | 'NO'
  /** Sweden: personnummer */
  | 'SE';

/** What `create_customer` takes. */
export type CreateCustomerInput = {
  /** The country of the number. */
  country: Country;
  /** Date of birth. */
  dateOfBirth: Scalars['AWSDate']['input'];
  /** First names. */
  firstName: Scalars['String']['input'];
  /** Last name. */
  lastName: Scalars['String']['input'];
  /** National ID number, in its canonical form. */
  nationalId: Scalars['String']['input'];
  /** The session that registers; a replay of the same session gets the same answer. */
  sessionId: Scalars['ID']['input'];
};

/** The picture that is about to be uploaded. */
export type CreateIdUploadInput = {
  /** Size in bytes: 1 to 10 485 760 (10 MiB). */
  contentLength: Scalars['Int']['input'];
  /** `image/jpeg` or `image/png`. */
  contentType: Scalars['String']['input'];
  /** The country whose document is in the picture. */
  country: Country;
  /** SHA-256 of the bytes, in base64 (44 characters). */
  sha256: Scalars['String']['input'];
};

/** What became of the registration. */
export type CustomerRegistration = {
  /** `Thank you. You are now registered. Email: … ID: --1556`, or `User already registered`, or why not. */
  message: Scalars['String']['output'];
  /** The registration; only when REGISTERED. */
  registration?: Maybe<Registration>;
  /** Its outcome. */
  status: RegistrationStatus;
};

/** Facts of a document. */
export type DocumentFacts = {
  /** Expiry date. */
  expiresOn?: Maybe<Scalars['AWSDate']['output']>;
  /** Issuing state, ISO 3166-1 alpha-3. */
  issuingState?: Maybe<Scalars['String']['output']>;
  /** Its kind. */
  kind: DocumentKind;
  /** Document number. */
  number?: Maybe<Scalars['String']['output']>;
  /** Sex as printed. */
  sex?: Maybe<Sex>;
  /** Where the facts were read. */
  source: DocumentSource;
};

/** As DocumentFacts. */
export type DocumentFactsInput = {
  /** Expiry date. */
  expiresOn?: InputMaybe<Scalars['AWSDate']['input']>;
  /** Issuing state, ISO 3166-1 alpha-3. */
  issuingState?: InputMaybe<Scalars['String']['input']>;
  /** Its kind. */
  kind: DocumentKind;
  /** Document number. */
  number?: InputMaybe<Scalars['String']['input']>;
  /** Sex as printed. */
  sex?: InputMaybe<Sex>;
  /** Where the facts were read. */
  source: DocumentSource;
};

/** Kinds of documents. */
export type DocumentKind =
  /** Driving licence */
  | 'DRIVING_LICENCE'
  /** Identity card */
  | 'IDENTITY_CARD'
  /** Anything else */
  | 'OTHER'
  /** Passport */
  | 'PASSPORT'
  /** Residence card */
  | 'RESIDENCE_CARD';

/** Where facts were read. */
export type DocumentSource =
  /** The printed front */
  | 'FRONT'
  /** The machine-readable zone */
  | 'MRZ'
  /** The simulated engine */
  | 'SIMULATED';

/** What `extract_id_from_s3` takes. */
export type ExtractIdInput = {
  /** The bucket of the ID pictures. */
  bucket: Scalars['String']['input'];
  /** The country whose document is expected. */
  country: Country;
  /** The session whose current picture is read. */
  sessionId: Scalars['ID']['input'];
};

/** What was read. Under 0.9 overall confidence `reasons` says why, and the person is asked for a new picture. */
export type ExtractedId = {
  /** Overall confidence (0 to 1). */
  confidence: Scalars['Float']['output'];
  /** Date of birth. */
  dateOfBirth?: Maybe<Scalars['AWSDate']['output']>;
  /** The document. */
  document?: Maybe<DocumentFacts>;
  /** Confidence a field (0 to 1). */
  fieldConfidence: FieldConfidence;
  /** First names, in the document's spelling. */
  firstName?: Maybe<Scalars['String']['output']>;
  /** Last name, in the document's spelling. */
  lastName?: Maybe<Scalars['String']['output']>;
  /** National ID number, in its canonical form. */
  nationalId?: Maybe<Scalars['String']['output']>;
  /** Why the confidence is under 0.9, the most useful first. */
  reasons: Array<ReasonCode>;
};

/** Confidence a field (0 to 1); 0 where nothing was read. */
export type FieldConfidence = {
  /** Date of birth */
  dateOfBirth: Scalars['Float']['output'];
  /** First names */
  firstName: Scalars['Float']['output'];
  /** Last name */
  lastName: Scalars['Float']['output'];
  /** National ID number */
  nationalId: Scalars['Float']['output'];
};

/** One HTTP header. */
export type HttpHeader = {
  /** The header's name, in lower case. */
  name: Scalars['String']['output'];
  /** The header's value. */
  value: Scalars['String']['output'];
};

/** Where and how to upload the picture, once. Send exactly these headers with exactly the announced bytes. */
export type IdUpload = {
  /** When the URL stops working. */
  expiresAt: Scalars['AWSDateTime']['output'];
  /** The headers that the signature covers. */
  headers: Array<HttpHeader>;
  /** The HTTP method: PUT. */
  method: Scalars['String']['output'];
  /** The session this upload belongs to. */
  sessionId: Scalars['ID']['output'];
  /** Send it as the authorization token of every later call. It speaks for this session only. */
  sessionToken: Scalars['String']['output'];
  /** The presigned URL. */
  url: Scalars['AWSURL']['output'];
};

/** What `id_upload` is asked for, by createIdUpload. */
export type IdUploadInput = {
  /** The picture. */
  picture: CreateIdUploadInput;
  /** When the session ends: the token ends with it. */
  sessionExpiresAt: Scalars['AWSDateTime']['input'];
  /** The session. */
  sessionId: Scalars['ID']['input'];
  /** Which upload of the session this is: 1, 2, 3 …; each writes a key of its own. */
  upload: Scalars['Int']['input'];
};

/** The language the person is spoken to in (ISO 639-1). */
export type Language =
  /** Danish */
  | 'da'
  /** English */
  | 'en'
  /** Finnish */
  | 'fi'
  /** Norwegian bokmål */
  | 'nb'
  /** Swedish */
  | 'sv';

/** A person, recognisable to themselves only. */
export type MaskedIdentity = {
  /** Initials of the first names and the last name. */
  initials: Scalars['String']['output'];
  /** `--` and the last four characters of the national ID number. */
  nationalId: Scalars['String']['output'];
};

/** As MaskedIdentity. */
export type MaskedIdentityInput = {
  /** Initials. */
  initials: Scalars['String']['input'];
  /** Masked number. */
  nationalId: Scalars['String']['input'];
};

export type Mutation = {
  /**
   * Opens an upload for one picture of an ID document. With the API key it opens a new session; with a session token it
   * opens the next upload of that session (after NEW_PICTURE_REQUIRED, or when the earlier URL expired).
   */
  createIdUpload: IdUpload;
  /**
   * Appends one event to a session's journal and moves the session. The Lambdas' pen: IAM only.
   * Publishing the same eventId again answers with the event as it was journalled first.
   */
  publishOnboardingEvent: OnboardingEvent;
  /** Says something to the agent. Repeating a call with the same clientRequestId changes nothing. */
  sendMessage: Onboarding;
  /**
   * Starts the agent on the uploaded picture. Answers at once; the work goes on behind it and shows as events.
   * Repeating a call with the same clientRequestId changes nothing and answers with the present state.
   */
  startOnboarding: Onboarding;
};


export type MutationCreateIdUploadArgs = {
  input: CreateIdUploadInput;
};


export type MutationPublishOnboardingEventArgs = {
  input: PublishOnboardingEventInput;
};


export type MutationSendMessageArgs = {
  input: SendMessageInput;
};


export type MutationStartOnboardingArgs = {
  input: StartOnboardingInput;
};

/** What the person, or the client on their behalf, does next. */
export type NextStep =
  /** Contact the bank. */
  | 'CONTACT_BANK'
  /** Correct the request and send it again. */
  | 'CORRECT_REQUEST'
  /** Nothing; the onboarding has ended. */
  | 'NONE'
  /** Begin again with a new session. */
  | 'START_AGAIN'
  /** Try again in a moment. */
  | 'TRY_AGAIN'
  /** Open a new upload in the same session (createIdUpload with the session token), upload, startOnboarding. */
  | 'UPLOAD_NEW_PICTURE'
  /** Upload the picture with the URL of createIdUpload, then startOnboarding. */
  | 'UPLOAD_PICTURE'
  /** Wait for the next event. */
  | 'WAIT';

/** One onboarding. */
export type Onboarding = {
  /** How many more pictures may be judged. */
  attemptsLeft: Scalars['Int']['output'];
  /** The country chosen at the latest upload. */
  country: Country;
  /** When the session was opened. */
  createdAt: Scalars['AWSDateTime']['output'];
  /** The journal, oldest first; with `after`, only events with a greater sequence. */
  events: Array<OnboardingEvent>;
  /** When the session and its pictures are erased if nothing more happens. */
  expiresAt: Scalars['AWSDateTime']['output'];
  /** Who was read from the document, masked. */
  identity?: Maybe<MaskedIdentity>;
  /** A sentence for the person about where it stands. */
  message: Scalars['String']['output'];
  /** What the person does next. */
  nextStep: NextStep;
  /** Why it stands there, where there is something to explain. */
  reason?: Maybe<ReasonCode>;
  /** The registration, once there is one. */
  registration?: Maybe<Registration>;
  /** Number of events in the journal. */
  sequence: Scalars['Int']['output'];
  /** The session's id. */
  sessionId: Scalars['ID']['output'];
  /** Where it stands. */
  status: OnboardingStatus;
  /** When it last changed. */
  updatedAt: Scalars['AWSDateTime']['output'];
};


/** One onboarding. */
export type OnboardingEventsArgs = {
  after?: InputMaybe<Scalars['Int']['input']>;
};

/** One entry of a session's journal. */
export type OnboardingEvent = {
  /** When it was journalled. */
  at: Scalars['AWSDateTime']['output'];
  /** How many more pictures may be judged. */
  attemptsLeft: Scalars['Int']['output'];
  /** How sure we are of what was read (0 to 1). */
  confidence?: Maybe<Scalars['Float']['output']>;
  /** Unique within the session; a repeated publish has the same one. */
  eventId: Scalars['ID']['output'];
  /** Who was read from the document, masked. */
  identity?: Maybe<MaskedIdentity>;
  /** What it tells. */
  kind: OnboardingEventKind;
  /** A sentence for the person, or the words that were spoken. */
  message?: Maybe<Scalars['String']['output']>;
  /** What the person does next. */
  nextStep: NextStep;
  /** Why, where there is something to explain. */
  reason?: Maybe<ReasonCode>;
  /** The registration, once there is one. */
  registration?: Maybe<Registration>;
  /** Its place in the journal: 1, 2, 3 …, without gaps. */
  sequence: Scalars['Int']['output'];
  /** The session it belongs to. */
  sessionId: Scalars['ID']['output'];
  /** Where the session stands after it. */
  status: OnboardingStatus;
  /** The step it is about. */
  step?: Maybe<OnboardingStep>;
};

/** What an event tells. */
export type OnboardingEventKind =
  /** The agent spoke. */
  | 'AGENT_MESSAGE'
  /** The run failed for a technical reason. */
  | 'FAILED'
  /** The person wrote to the agent. */
  | 'PERSON_MESSAGE'
  /** The person started the onboarding; `message` is what they wrote, if anything. */
  | 'STARTED'
  /** A step ended well. */
  | 'STEP_COMPLETED'
  /** A step began. */
  | 'STEP_STARTED'
  /** A gate stopped the pipeline at this step. */
  | 'STEP_STOPPED'
  /** An upload was opened. */
  | 'UPLOAD_OPENED';

/** Where an onboarding stands. */
export type OnboardingStatus =
  /** Ended: the person was a customer already. */
  | 'ALREADY_REGISTERED'
  /** An upload is open; the picture has not been judged yet. */
  | 'AWAITING_PICTURE'
  /** Ended: the onboarding could not be completed; `reason` says why. */
  | 'FAILED'
  /** The pipeline is at work. */
  | 'IN_PROGRESS'
  /** The picture was refused; `reason` says why. Open a new upload with the session token. */
  | 'NEW_PICTURE_REQUIRED'
  /** Ended: the person is a customer now. */
  | 'REGISTERED'
  /** Ended: the identity could not be verified; `reason` says why. */
  | 'UNVERIFIED';

/** The steps of the pipeline, in order. */
export type OnboardingStep =
  /** Register the customer, exactly once. */
  | 'CREATE_CUSTOMER'
  /** Read the document in the picture. */
  | 'EXTRACT_ID'
  /** Check the identity against the number's own rules and the national registry. */
  | 'VERIFY_IDENTITY';

/** One event, as the Lambdas write it. */
export type PublishOnboardingEventInput = {
  /** How sure we are (0 to 1). */
  confidence?: InputMaybe<Scalars['Float']['input']>;
  /** Deterministic, so that a retry writes nothing twice. */
  eventId: Scalars['ID']['input'];
  /** Who was read, masked. */
  identity?: InputMaybe<MaskedIdentityInput>;
  /** What it tells. */
  kind: OnboardingEventKind;
  /** A sentence for the person, or the agent's words. */
  message?: InputMaybe<Scalars['String']['input']>;
  /** What the person does next; absent: unchanged. */
  nextStep?: InputMaybe<NextStep>;
  /** Why. */
  reason?: InputMaybe<ReasonCode>;
  /** The registration. */
  registration?: InputMaybe<RegistrationInput>;
  /** The run that writes: an event of an earlier run may not move the session. */
  run: Scalars['Int']['input'];
  /** The session it belongs to. */
  sessionId: Scalars['ID']['input'];
  /** Where the session stands after it; absent: unchanged. */
  status?: InputMaybe<OnboardingStatus>;
  /** The step it is about. */
  step?: InputMaybe<OnboardingStep>;
};

export type Query = {
  /**
   * The truth about one onboarding: what a client shows after a reload or a lost connection.
   * Needs the session's own token; any other session is SESSION_NOT_FOUND. The Lambdas read it by IAM.
   */
  onboarding?: Maybe<Onboarding>;
};


export type QueryOnboardingArgs = {
  sessionId: Scalars['ID']['input'];
};

/** Why something was refused, stopped or flagged. The description of each code is the sentence that a person is shown. */
export type ReasonCode =
  /** User already registered */
  | 'ALREADY_REGISTERED'
  /** The check digit over your document's lines of < signs does not match what we read. Take a new, sharper picture. */
  | 'COMPOSITE_CHECK_DIGIT_FAILED'
  /** The document is not from the country you chose. Choose the country that issued it, or use a document of the country you chose, such as a residence card. If you have none, contact the bank. */
  | 'COUNTRY_MISMATCH'
  /** We could not read your date of birth for certain: its check digit does not match. Take a new, sharper picture. */
  | 'DATE_OF_BIRTH_CHECK_DIGIT_FAILED'
  /** The date of birth we read cannot be right. Take a new, sharper picture. */
  | 'DATE_OF_BIRTH_IMPLAUSIBLE'
  /** The date of birth and the national ID number do not belong together. */
  | 'DATE_OF_BIRTH_MISMATCH'
  /** We could not read your date of birth. Take a new picture. */
  | 'DATE_OF_BIRTH_MISSING'
  /** We could not read until when your document is valid: the date's check digit does not match. Take a new, sharper picture. */
  | 'DATE_OF_EXPIRY_CHECK_DIGIT_FAILED'
  /** The document has expired. Use one that is valid. */
  | 'DOCUMENT_EXPIRED'
  /** We could not read who issued your document, or until when it is valid. Take a new picture, or use another document. */
  | 'DOCUMENT_INCOMPLETE'
  /** We could not read your document's number for certain: its check digit does not match. Take a new, sharper picture. */
  | 'DOCUMENT_NUMBER_CHECK_DIGIT_FAILED'
  /** We cannot be sure enough of a document without lines of < signs. Use your passport or identity card. */
  | 'DOCUMENT_WITHOUT_MRZ'
  /** We could not read your first name. Take a new picture. */
  | 'FIRST_NAME_MISSING'
  /** What is printed on your document and its lines of < signs do not say the same. Take a new picture of the whole page, straight from above and without reflections. */
  | 'FRONT_MRZ_MISMATCH'
  /** A health card does not prove who you are. Use your passport, your identity card or your residence card. */
  | 'HEALTH_CARD_NOT_ACCEPTED'
  /** We could not complete your registration online. Contact the bank. */
  | 'IDENTITY_CONFLICT'
  /** We could not confirm your identity online. Contact the bank. */
  | 'IDENTITY_NOT_CONFIRMED'
  /** The request has a field that is missing or not as the API describes it. */
  | 'INVALID_INPUT'
  /** We could not read your last name. Take a new picture. */
  | 'LAST_NAME_MISSING'
  /** We are not sure enough of what we read. Take a new, sharper picture. */
  | 'LOW_CONFIDENCE'
  /** The lines of < signs are cut off. Let the whole document be in the picture. */
  | 'MRZ_CUT_OFF'
  /** The lines of < signs cannot be read. Take a new picture in good light, straight from above. */
  | 'MRZ_UNREADABLE'
  /** The national ID number we read has a check digit that does not match. Take a new, sharper picture. */
  | 'NATIONAL_ID_CHECKSUM_FAILED'
  /** The national ID number we read is not one of the country you chose. Take a new picture, or choose the right country. */
  | 'NATIONAL_ID_MALFORMED'
  /** We could not find your national ID number on this document. Use a document that shows it. */
  | 'NATIONAL_ID_MISSING'
  /** The national ID number is a test number and is not accepted here. */
  | 'NATIONAL_ID_SYNTHETIC'
  /** This picture was refused. Upload a new one first. */
  | 'NEW_PICTURE_NEEDED'
  /** We found no ID document in the picture. Photograph the side with the lines of < signs. */
  | 'NO_DOCUMENT_FOUND'
  /** We could not read your personal number for certain: its check digit does not match. Take a new, sharper picture. */
  | 'PERSONAL_NUMBER_CHECK_DIGIT_FAILED'
  /** The picture is blurred. Hold the camera still and let it focus. */
  | 'PICTURE_BLURRED'
  /** The picture is damaged and cannot be opened. Take a new one. */
  | 'PICTURE_DAMAGED'
  /** The file is empty. Choose the picture again. */
  | 'PICTURE_EMPTY'
  /** Light is reflected in the document. Tilt it or move away from the lamp. */
  | 'PICTURE_GLARE'
  /** We have not received your picture. Upload it first, then start. */
  | 'PICTURE_MISSING'
  /** The file is not a picture. Upload a photo of your document. */
  | 'PICTURE_NOT_AN_IMAGE'
  /** The file is larger than 10 MB. Choose a smaller picture. */
  | 'PICTURE_TOO_LARGE'
  /** The picture has too many pixels. Use at most 10 000 on each side and 40 million in all. */
  | 'PICTURE_TOO_MANY_PIXELS'
  /** The document is too small in the picture. Move closer so that it fills the frame. */
  | 'PICTURE_TOO_SMALL'
  /** We can only read JPEG and PNG pictures. */
  | 'PICTURE_TYPE_UNSUPPORTED'
  /** The service is busy. Try again in a moment. */
  | 'SERVICE_UNAVAILABLE'
  /** We are still working on your onboarding. Wait until this run has ended. */
  | 'SESSION_BUSY'
  /** This onboarding has ended. */
  | 'SESSION_FINISHED'
  /** We cannot find that onboarding. */
  | 'SESSION_NOT_FOUND'
  /** Start the onboarding first, then write to the agent. */
  | 'SESSION_NOT_STARTED'
  /** The sex in the document and the national ID number do not belong together. */
  | 'SEX_MISMATCH'
  /** Something went wrong on our side. Begin again, or contact the bank if it happens again. */
  | 'SYSTEM_ERROR'
  /** We could not read your document after several pictures. Contact the bank. */
  | 'TOO_MANY_ATTEMPTS'
  /** Too many messages were sent in this onboarding. Contact the bank. */
  | 'TOO_MANY_MESSAGES'
  /** Too many uploads were opened for this onboarding. Begin again with a new one. */
  | 'TOO_MANY_UPLOADS'
  /** You are too young to become a customer online. Contact the bank. */
  | 'UNDER_AGE';

/** A customer's registration. */
export type Registration = {
  /** When the customer was registered. */
  createdAt: Scalars['AWSDateTime']['output'];
  /** The customer's id (UUID). */
  customerId: Scalars['ID']['output'];
  /** The generated e-mail address. */
  email: Scalars['AWSEmail']['output'];
  /** `--` and the last four characters of the national ID number. */
  nationalId: Scalars['String']['output'];
};

/** As Registration. */
export type RegistrationInput = {
  /** When the customer was registered. */
  createdAt: Scalars['AWSDateTime']['input'];
  /** The customer's id. */
  customerId: Scalars['ID']['input'];
  /** The generated e-mail address. */
  email: Scalars['AWSEmail']['input'];
  /** Masked number. */
  nationalId: Scalars['String']['input'];
};

/** Outcomes of a registration. */
export type RegistrationStatus =
  /** The customer existed before. */
  | 'ALREADY_REGISTERED'
  /** The number is registered with other details. */
  | 'IDENTITY_CONFLICT'
  /** The customer exists now, by this session. */
  | 'REGISTERED';

/** The next thing the person says to the agent. */
export type SendMessageInput = {
  /** Chosen by the client, anew for each message. */
  clientRequestId: Scalars['ID']['input'];
  /** The session that createIdUpload opened. */
  sessionId: Scalars['ID']['input'];
  /** 1 to 1000 characters. */
  text: Scalars['String']['input'];
};

/** Sex, as ICAO 9303 and the registers have it. */
export type Sex =
  /** Female */
  | 'F'
  /** Male */
  | 'M'
  /** Unspecified */
  | 'X';

/** Starts the agent on the session's current picture. */
export type StartOnboardingInput = {
  /** Chosen by the client, anew for each intention; repeating it repeats the answer, not the work. */
  clientRequestId: Scalars['ID']['input'];
  /** The language the agent should speak. */
  language: Language;
  /** The person's first words, if any: at most 1000 characters. */
  message?: InputMaybe<Scalars['String']['input']>;
  /** The session that createIdUpload opened. */
  sessionId: Scalars['ID']['input'];
};

export type Subscription = {
  /**
   * Each event of one session as it is journalled. A hint, not the truth: after a gap in `sequence`, ask
   * `onboarding { events(after:) }`.
   */
  onOnboardingEvent?: Maybe<OnboardingEvent>;
};


export type SubscriptionOnOnboardingEventArgs = {
  sessionId: Scalars['ID']['input'];
};

/**
 * What a verification found. The description of each is its internal text: what a registry says of a person is nobody's business
 * but the bank's. @told is what the person hears instead; a finding without it is a soft flag and refuses nobody.
 */
export type VerificationFinding =
  /** The date of birth is not in the calendar, still to come, or more than 120 years ago. */
  | 'DATE_OF_BIRTH_IMPLAUSIBLE'
  /** The date of birth is not the one in the national ID number. */
  | 'DATE_OF_BIRTH_MISMATCH'
  /** No date of birth was handed over. */
  | 'DATE_OF_BIRTH_MISSING'
  /** The document's last day of validity is past. */
  | 'DOCUMENT_EXPIRED'
  /** The document has no expiry date that could be read. */
  | 'EXPIRY_DATE_MISSING'
  /** No first name was handed over. */
  | 'FIRST_NAME_MISSING'
  /** The document was issued by another state than the chosen country's. */
  | 'ISSUING_STATE_MISMATCH'
  /** The document names no issuing state. */
  | 'ISSUING_STATE_MISSING'
  /** No last name was handed over. */
  | 'LAST_NAME_MISSING'
  /** A check digit of the national ID number fails that its country promises. */
  | 'NATIONAL_ID_CHECKSUM_FAILED'
  /** Soft: the date in the number is not the date of birth, as its kind allows (D-number, samordningsnummer, a Swedish birthday that ran out of numbers); the registry alone vouches for the date of birth. */
  | 'NATIONAL_ID_DATE_DIFFERS'
  /** The national ID number is not of the country's form, or its date is not in the calendar or still to come. */
  | 'NATIONAL_ID_MALFORMED'
  /** No national ID number was handed over. */
  | 'NATIONAL_ID_MISSING'
  /** The national ID number is a test or synthetic one, and this stage takes none. */
  | 'NATIONAL_ID_SYNTHETIC'
  /** Soft: the national ID number is valid without the usual check digit (CPR without modulus 11; the Norwegian rule of 2032). */
  | 'NATIONAL_ID_WITHOUT_CHECKSUM'
  /** The registry has another date of birth under the national ID number. */
  | 'REGISTRY_DATE_OF_BIRTH_MISMATCH'
  /** The registry has the person as deceased: a document in other hands is likely. */
  | 'REGISTRY_DECEASED'
  /** The registry has the person as emigrated. */
  | 'REGISTRY_EMIGRATED'
  /** The registry has another name under the national ID number. */
  | 'REGISTRY_NAME_MISMATCH'
  /** Soft: the registry has the name in another form: cut, transliterated otherwise, in another order, or with a word more or less. */
  | 'REGISTRY_NAME_VARIANT'
  /** The registry knows nobody with the national ID number. */
  | 'REGISTRY_NOT_FOUND'
  /** Soft: the registry protects the person's name and address. Handle the case by the bank's rules for such people. */
  | 'REGISTRY_PROTECTED'
  /** The registry could not be asked, or did not answer in time. */
  | 'REGISTRY_UNAVAILABLE'
  /** The sex in the document is not the one in the national ID number. */
  | 'SEX_MISMATCH'
  /** The person is younger than the configured age. */
  | 'UNDER_AGE';

/** Whether the identity holds. */
export type VerificationResult = {
  /** The outcome in words for the person: the sentence of the first reason. */
  customerText: Scalars['String']['output'];
  /** All that was found, soft flags included. For operators and auditors only: no type of the API can carry it. */
  findings: Array<VerificationFinding>;
  /** The outcome and its findings in words, without personal data. For operators and auditors only. */
  internalText: Scalars['String']['output'];
  /** The person as the registry has them; only when verified. */
  person?: Maybe<VerifiedPerson>;
  /** Why not, as the person may be told; the first decides. Empty when verified. */
  reasons: Array<ReasonCode>;
  /** VERIFIED or UNVERIFIED. */
  status: VerificationStatus;
};

/** Outcomes of a verification. */
export type VerificationStatus =
  /** The identity does not hold. */
  | 'UNVERIFIED'
  /** The identity holds. */
  | 'VERIFIED';

/** A person in the registry's spelling. */
export type VerifiedPerson = {
  /** Date of birth. */
  dateOfBirth: Scalars['AWSDate']['output'];
  /** First names. */
  firstName: Scalars['String']['output'];
  /** Last name. */
  lastName: Scalars['String']['output'];
  /** National ID number, in its canonical form. */
  nationalId: Scalars['String']['output'];
};

/** What `verify_identity` takes. A missing field is a reason, not an error. */
export type VerifyIdentityInput = {
  /** The country whose registry is asked. */
  country: Country;
  /** Date of birth. */
  dateOfBirth?: InputMaybe<Scalars['AWSDate']['input']>;
  /** The document. */
  document?: InputMaybe<DocumentFactsInput>;
  /** First names. */
  firstName?: InputMaybe<Scalars['String']['input']>;
  /** Last name. */
  lastName?: InputMaybe<Scalars['String']['input']>;
  /** National ID number. */
  nationalId?: InputMaybe<Scalars['String']['input']>;
};
