import type {
  NextStep,
  OnboardingStatus,
  OnboardingStep,
  ReasonCode,
  VerificationFinding,
  VerificationStatus,
} from './types';

/** Limits of the input fields, as `@constraint` in schema.graphql says them. */
export const limits = {
  "AgentTurnInput": {
    "attemptsLeft": {
      "min": 0
    },
    "message": {
      "maxLength": 1000
    },
    "run": {
      "min": 1
    },
    "sessionId": {
      "pattern": "^[0-9a-f-]{36}$"
    }
  },
  "CreateCustomerInput": {
    "firstName": {
      "minLength": 1,
      "maxLength": 100
    },
    "lastName": {
      "minLength": 1,
      "maxLength": 100
    },
    "nationalId": {
      "pattern": "^[0-9A-Z+-]{10,13}$"
    },
    "sessionId": {
      "pattern": "^[0-9a-f-]{36}$"
    }
  },
  "CreateIdUploadInput": {
    "contentLength": {
      "min": 1,
      "max": 10485760
    },
    "contentType": {
      "pattern": "^image[/](jpeg|png)$"
    },
    "sha256": {
      "pattern": "^[A-Za-z0-9+/]{43}=$"
    }
  },
  "DocumentFactsInput": {
    "issuingState": {
      "pattern": "^[A-Z]{3}$"
    },
    "number": {
      "maxLength": 30
    }
  },
  "ExtractIdInput": {
    "bucket": {
      "minLength": 3,
      "maxLength": 63
    },
    "sessionId": {
      "pattern": "^[0-9a-f-]{36}$"
    }
  },
  "IdUploadInput": {
    "sessionId": {
      "pattern": "^[0-9a-f-]{36}$"
    },
    "upload": {
      "min": 1
    }
  },
  "MaskedIdentityInput": {
    "initials": {
      "maxLength": 40
    },
    "nationalId": {
      "pattern": "^--[0-9A-Z]{4}$"
    }
  },
  "PublishOnboardingEventInput": {
    "confidence": {
      "min": 0,
      "max": 1
    },
    "eventId": {
      "pattern": "^[A-Za-z0-9:_.-]{3,100}$"
    },
    "message": {
      "maxLength": 2000
    },
    "run": {
      "min": 1
    }
  },
  "RegistrationInput": {
    "nationalId": {
      "pattern": "^--[0-9A-Z]{4}$"
    }
  },
  "SendMessageInput": {
    "clientRequestId": {
      "pattern": "^[A-Za-z0-9_-]{8,64}$"
    },
    "text": {
      "minLength": 1,
      "maxLength": 1000
    }
  },
  "StartOnboardingInput": {
    "clientRequestId": {
      "pattern": "^[A-Za-z0-9_-]{8,64}$"
    },
    "message": {
      "maxLength": 1000
    }
  },
  "VerifyIdentityInput": {
    "firstName": {
      "maxLength": 100
    },
    "lastName": {
      "maxLength": 100
    },
    "nationalId": {
      "maxLength": 20
    }
  }
} as const;

/** What a person is told, and does next, for each reason. */
export const reasons: Record<ReasonCode, { sentence: string; nextStep: NextStep }> = {
  "ALREADY_REGISTERED": {
    "sentence": "User already registered",
    "nextStep": "NONE"
  },
  "COMPOSITE_CHECK_DIGIT_FAILED": {
    "sentence": "The check digit over your document's lines of < signs does not match what we read. Take a new, sharper picture.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "COUNTRY_MISMATCH": {
    "sentence": "The document is not from the country you chose. Choose the country that issued it, or use a document of the country you chose, such as a residence card. If you have none, contact the bank.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "DATE_OF_BIRTH_CHECK_DIGIT_FAILED": {
    "sentence": "We could not read your date of birth for certain: its check digit does not match. Take a new, sharper picture.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "DATE_OF_BIRTH_IMPLAUSIBLE": {
    "sentence": "The date of birth we read cannot be right. Take a new, sharper picture.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "DATE_OF_BIRTH_MISMATCH": {
    "sentence": "The date of birth and the national ID number do not belong together.",
    "nextStep": "CONTACT_BANK"
  },
  "DATE_OF_BIRTH_MISSING": {
    "sentence": "We could not read your date of birth. Take a new picture.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "DATE_OF_EXPIRY_CHECK_DIGIT_FAILED": {
    "sentence": "We could not read until when your document is valid: the date's check digit does not match. Take a new, sharper picture.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "DOCUMENT_EXPIRED": {
    "sentence": "The document has expired. Use one that is valid.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "DOCUMENT_INCOMPLETE": {
    "sentence": "We could not read who issued your document, or until when it is valid. Take a new picture, or use another document.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "DOCUMENT_NUMBER_CHECK_DIGIT_FAILED": {
    "sentence": "We could not read your document's number for certain: its check digit does not match. Take a new, sharper picture.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "DOCUMENT_WITHOUT_MRZ": {
    "sentence": "We cannot be sure enough of a document without lines of < signs. Use your passport or identity card.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "FIRST_NAME_MISSING": {
    "sentence": "We could not read your first name. Take a new picture.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "FRONT_MRZ_MISMATCH": {
    "sentence": "What is printed on your document and its lines of < signs do not say the same. Take a new picture of the whole page, straight from above and without reflections.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "HEALTH_CARD_NOT_ACCEPTED": {
    "sentence": "A health card does not prove who you are. Use your passport, your identity card or your residence card.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "IDENTITY_CONFLICT": {
    "sentence": "We could not complete your registration online. Contact the bank.",
    "nextStep": "CONTACT_BANK"
  },
  "IDENTITY_NOT_CONFIRMED": {
    "sentence": "We could not confirm your identity online. Contact the bank.",
    "nextStep": "CONTACT_BANK"
  },
  "INVALID_INPUT": {
    "sentence": "The request has a field that is missing or not as the API describes it.",
    "nextStep": "CORRECT_REQUEST"
  },
  "LAST_NAME_MISSING": {
    "sentence": "We could not read your last name. Take a new picture.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "LOW_CONFIDENCE": {
    "sentence": "We are not sure enough of what we read. Take a new, sharper picture.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "MRZ_CUT_OFF": {
    "sentence": "The lines of < signs are cut off. Let the whole document be in the picture.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "MRZ_UNREADABLE": {
    "sentence": "The lines of < signs cannot be read. Take a new picture in good light, straight from above.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "NATIONAL_ID_CHECKSUM_FAILED": {
    "sentence": "The national ID number we read has a check digit that does not match. Take a new, sharper picture.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "NATIONAL_ID_MALFORMED": {
    "sentence": "The national ID number we read is not one of the country you chose. Take a new picture, or choose the right country.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "NATIONAL_ID_MISSING": {
    "sentence": "We could not find your national ID number on this document. Use a document that shows it.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "NATIONAL_ID_SYNTHETIC": {
    "sentence": "The national ID number is a test number and is not accepted here.",
    "nextStep": "CONTACT_BANK"
  },
  "NEW_PICTURE_NEEDED": {
    "sentence": "This picture was refused. Upload a new one first.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "NO_DOCUMENT_FOUND": {
    "sentence": "We found no ID document in the picture. Photograph the side with the lines of < signs.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "PERSONAL_NUMBER_CHECK_DIGIT_FAILED": {
    "sentence": "We could not read your personal number for certain: its check digit does not match. Take a new, sharper picture.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "PICTURE_BLURRED": {
    "sentence": "The picture is blurred. Hold the camera still and let it focus.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "PICTURE_DAMAGED": {
    "sentence": "The picture is damaged and cannot be opened. Take a new one.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "PICTURE_EMPTY": {
    "sentence": "The file is empty. Choose the picture again.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "PICTURE_GLARE": {
    "sentence": "Light is reflected in the document. Tilt it or move away from the lamp.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "PICTURE_MISSING": {
    "sentence": "We have not received your picture. Upload it first, then start.",
    "nextStep": "UPLOAD_PICTURE"
  },
  "PICTURE_NOT_AN_IMAGE": {
    "sentence": "The file is not a picture. Upload a photo of your document.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "PICTURE_TOO_LARGE": {
    "sentence": "The file is larger than 10 MB. Choose a smaller picture.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "PICTURE_TOO_MANY_PIXELS": {
    "sentence": "The picture has too many pixels. Use at most 10 000 on each side and 40 million in all.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "PICTURE_TOO_SMALL": {
    "sentence": "The document is too small in the picture. Move closer so that it fills the frame.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "PICTURE_TYPE_UNSUPPORTED": {
    "sentence": "We can only read JPEG and PNG pictures.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "SERVICE_UNAVAILABLE": {
    "sentence": "The service is busy. Try again in a moment.",
    "nextStep": "TRY_AGAIN"
  },
  "SESSION_BUSY": {
    "sentence": "We are still working on your onboarding. Wait until this run has ended.",
    "nextStep": "WAIT"
  },
  "SESSION_FINISHED": {
    "sentence": "This onboarding has ended.",
    "nextStep": "NONE"
  },
  "SESSION_NOT_FOUND": {
    "sentence": "We cannot find that onboarding.",
    "nextStep": "START_AGAIN"
  },
  "SESSION_NOT_STARTED": {
    "sentence": "Start the onboarding first, then write to the agent.",
    "nextStep": "UPLOAD_PICTURE"
  },
  "SEX_MISMATCH": {
    "sentence": "The sex in the document and the national ID number do not belong together.",
    "nextStep": "CONTACT_BANK"
  },
  "SYSTEM_ERROR": {
    "sentence": "Something went wrong on our side. Begin again, or contact the bank if it happens again.",
    "nextStep": "START_AGAIN"
  },
  "TOO_MANY_ATTEMPTS": {
    "sentence": "We could not read your document after several pictures. Contact the bank.",
    "nextStep": "CONTACT_BANK"
  },
  "TOO_MANY_MESSAGES": {
    "sentence": "Too many messages were sent in this onboarding. Contact the bank.",
    "nextStep": "CONTACT_BANK"
  },
  "TOO_MANY_UPLOADS": {
    "sentence": "Too many uploads were opened for this onboarding. Begin again with a new one.",
    "nextStep": "START_AGAIN"
  },
  "UNDER_AGE": {
    "sentence": "You are too young to become a customer online. Contact the bank.",
    "nextStep": "CONTACT_BANK"
  }
};

/** What a person is told in each status, where no reason says more. */
export const statusSentences: Record<OnboardingStatus, string> = {
  "ALREADY_REGISTERED": "User already registered",
  "AWAITING_PICTURE": "Upload a picture of your ID document, then start.",
  "FAILED": "We could not complete your onboarding.",
  "IN_PROGRESS": "We are working on your onboarding.",
  "NEW_PICTURE_REQUIRED": "We need a new picture of your ID document.",
  "REGISTERED": "Thank you. You are now registered.",
  "UNVERIFIED": "We could not verify your identity."
};

/** What a person is told while a step runs. */
export const stepSentences: Record<OnboardingStep, string> = {
  "CREATE_CUSTOMER": "We are registering you.",
  "EXTRACT_ID": "We are reading your document.",
  "VERIFY_IDENTITY": "We are checking your identity."
};

/** What a verification found, for operators and auditors; `told` is the reason that the person is given, and a soft flag has none. */
export const findings: Record<VerificationFinding, { text: string; told?: ReasonCode }> = {
  "DATE_OF_BIRTH_IMPLAUSIBLE": {
    "text": "The date of birth is not in the calendar, still to come, or more than 120 years ago.",
    "told": "DATE_OF_BIRTH_IMPLAUSIBLE"
  },
  "DATE_OF_BIRTH_MISMATCH": {
    "text": "The date of birth is not the one in the national ID number.",
    "told": "DATE_OF_BIRTH_MISMATCH"
  },
  "DATE_OF_BIRTH_MISSING": {
    "text": "No date of birth was handed over.",
    "told": "DATE_OF_BIRTH_MISSING"
  },
  "DOCUMENT_EXPIRED": {
    "text": "The document's last day of validity is past.",
    "told": "DOCUMENT_EXPIRED"
  },
  "EXPIRY_DATE_MISSING": {
    "text": "The document has no expiry date that could be read.",
    "told": "DOCUMENT_INCOMPLETE"
  },
  "FIRST_NAME_MISSING": {
    "text": "No first name was handed over.",
    "told": "FIRST_NAME_MISSING"
  },
  "ISSUING_STATE_MISMATCH": {
    "text": "The document was issued by another state than the chosen country's.",
    "told": "COUNTRY_MISMATCH"
  },
  "ISSUING_STATE_MISSING": {
    "text": "The document names no issuing state.",
    "told": "DOCUMENT_INCOMPLETE"
  },
  "LAST_NAME_MISSING": {
    "text": "No last name was handed over.",
    "told": "LAST_NAME_MISSING"
  },
  "NATIONAL_ID_CHECKSUM_FAILED": {
    "text": "A check digit of the national ID number fails that its country promises.",
    "told": "NATIONAL_ID_CHECKSUM_FAILED"
  },
  "NATIONAL_ID_DATE_DIFFERS": {
    "text": "Soft: the date in the number is not the date of birth, as its kind allows (D-number, samordningsnummer, a Swedish birthday that ran out of numbers); the registry alone vouches for the date of birth."
  },
  "NATIONAL_ID_MALFORMED": {
    "text": "The national ID number is not of the country's form, or its date is not in the calendar or still to come.",
    "told": "NATIONAL_ID_MALFORMED"
  },
  "NATIONAL_ID_MISSING": {
    "text": "No national ID number was handed over.",
    "told": "NATIONAL_ID_MISSING"
  },
  "NATIONAL_ID_SYNTHETIC": {
    "text": "The national ID number is a test or synthetic one, and this stage takes none.",
    "told": "NATIONAL_ID_SYNTHETIC"
  },
  "NATIONAL_ID_WITHOUT_CHECKSUM": {
    "text": "Soft: the national ID number is valid without the usual check digit (CPR without modulus 11; the Norwegian rule of 2032)."
  },
  "REGISTRY_DATE_OF_BIRTH_MISMATCH": {
    "text": "The registry has another date of birth under the national ID number.",
    "told": "IDENTITY_NOT_CONFIRMED"
  },
  "REGISTRY_DECEASED": {
    "text": "The registry has the person as deceased: a document in other hands is likely.",
    "told": "IDENTITY_NOT_CONFIRMED"
  },
  "REGISTRY_EMIGRATED": {
    "text": "The registry has the person as emigrated.",
    "told": "IDENTITY_NOT_CONFIRMED"
  },
  "REGISTRY_NAME_MISMATCH": {
    "text": "The registry has another name under the national ID number.",
    "told": "IDENTITY_NOT_CONFIRMED"
  },
  "REGISTRY_NAME_VARIANT": {
    "text": "Soft: the registry has the name in another form: cut, transliterated otherwise, in another order, or with a word more or less."
  },
  "REGISTRY_NOT_FOUND": {
    "text": "The registry knows nobody with the national ID number.",
    "told": "IDENTITY_NOT_CONFIRMED"
  },
  "REGISTRY_PROTECTED": {
    "text": "Soft: the registry protects the person's name and address. Handle the case by the bank's rules for such people."
  },
  "REGISTRY_UNAVAILABLE": {
    "text": "The registry could not be asked, or did not answer in time.",
    "told": "SERVICE_UNAVAILABLE"
  },
  "SEX_MISMATCH": {
    "text": "The sex in the document is not the one in the national ID number.",
    "told": "SEX_MISMATCH"
  },
  "UNDER_AGE": {
    "text": "The person is younger than the configured age.",
    "told": "UNDER_AGE"
  }
};

/** What a person is told of a verification, where no reason says more. */
export const verificationSentences: Record<VerificationStatus, string> = {
  "UNVERIFIED": "We could not verify your identity.",
  "VERIFIED": "Your identity is confirmed."
};
