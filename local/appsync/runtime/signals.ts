/** Thrown by `util.error()` and `util.unauthorized()`. */
export class FieldErrorSignal {
  constructor(
    readonly message: string,
    readonly errorType: string | null,
    readonly data: unknown,
    readonly errorInfo: unknown,
    readonly unauthorized = false,
  ) {}
}

/** Thrown by `runtime.earlyReturn()`. */
export class EarlyReturnSignal {
  constructor(
    readonly value: unknown,
    readonly skipTo: 'NEXT' | 'END' | null,
  ) {}
}
