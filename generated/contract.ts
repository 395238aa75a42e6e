import type { NextStep, OnboardingStatus, OnboardingStep, ReasonCode } from './types';

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
  "COUNTRY_MISMATCH": {
    "sentence": "The document is from another country than the one you chose.",
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
  "DOCUMENT_EXPIRED": {
    "sentence": "The document has expired. Use one that is valid.",
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
  "IDENTITY_CONFLICT": {
    "sentence": "This national ID number is registered with other details. Contact the bank.",
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
  "MRZ_CHECK_DIGIT_FAILED": {
    "sentence": "A check digit in the document does not match what we read. Take a new, sharper picture.",
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
    "sentence": "The national ID number's check digit does not match.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "NATIONAL_ID_MALFORMED": {
    "sentence": "The national ID number is not of the form used in this country.",
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
  "NATIONAL_ID_WITHOUT_CHECKSUM": {
    "sentence": "A check digit of this number follows an older or newer rule; the number is valid.",
    "nextStep": "NONE"
  },
  "NEW_PICTURE_NEEDED": {
    "sentence": "This picture was refused. Upload a new one first.",
    "nextStep": "UPLOAD_NEW_PICTURE"
  },
  "NO_DOCUMENT_FOUND": {
    "sentence": "We found no ID document in the picture. Photograph the side with the lines of < signs.",
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
  "REGISTRY_DATE_OF_BIRTH_MISMATCH": {
    "sentence": "The date of birth in the document is not the one in the national registry.",
    "nextStep": "CONTACT_BANK"
  },
  "REGISTRY_DECEASED": {
    "sentence": "The national registry does not allow an online registration of this person.",
    "nextStep": "CONTACT_BANK"
  },
  "REGISTRY_EMIGRATED": {
    "sentence": "The national registry lists this person as emigrated.",
    "nextStep": "CONTACT_BANK"
  },
  "REGISTRY_NAME_MISMATCH": {
    "sentence": "The name in the document is not the name in the national registry.",
    "nextStep": "CONTACT_BANK"
  },
  "REGISTRY_NOT_FOUND": {
    "sentence": "The national registry does not know this number.",
    "nextStep": "CONTACT_BANK"
  },
  "REGISTRY_PROTECTED": {
    "sentence": "The name and address of this person are protected in the national registry.",
    "nextStep": "NONE"
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
    "sentence": "You must be 18 or older to become a customer online.",
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
