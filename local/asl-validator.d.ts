/** asl-validator comes without types. */
declare module 'asl-validator' {
  function validate(
    definition: unknown,
    options?: { checkPaths?: boolean; checkArn?: boolean },
  ): { isValid: boolean; errorsText: (separator?: string) => string };
  export = validate;
}
