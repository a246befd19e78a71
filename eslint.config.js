import { basename } from 'node:path';
import tseslint from 'typescript-eslint';

/** Files are named in kebab-case, dots set off a suffix: `take-in-message.ts`, `calendar.test.ts`. */
const kebabCase = {
  create: (context) => ({
    Program(node) {
      const name = basename(context.filename);
      if (!/^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/.test(name))
        context.report({ node, message: `Name this file in kebab-case, not ${name}.` });
    },
  }),
};

/** What reads the world behind the caller's back. */
const hiddenInputs = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time is an argument: take it from the clock.',
  },
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Time is an argument: take it from the clock.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Randomness is an argument: take randomBytes.',
  },
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Only aws/contract.ts reads the environment; take the value as an argument.',
  },
];

const syntax = [
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Export by name, so that one thing has one name everywhere.',
  },
  { selector: 'ExportAllDeclaration', message: 'Import a thing from where it lives; barrels hide that.' },
  {
    selector: "TSAsExpression > TSAsExpression[typeAnnotation.type='TSUnknownKeyword']",
    message: 'Check the value instead of talking the compiler out of its doubts.',
  },
  {
    selector: "CallExpression[callee.object.name='vi'][callee.property.name=/^(mock|doMock)$/]",
    message: 'Pass a twin of the dependency instead of patching a module.',
  },
  {
    selector: 'MemberExpression[object.name=/^(test|describe|it)$/][property.name=/^(skip|only|todo)$/]',
    message: 'A test runs, or is not there.',
  },
];

export default tseslint.config(
  { ignores: ['cdk.out/', 'data/', 'coverage/', 'node_modules/'] },
  {
    files: ['**/*.{ts,js,cjs}'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { desk: { rules: { 'kebab-case': kebabCase } } },
    rules: {
      'desk/kebab-case': 'error',
      'no-restricted-syntax': ['error', ...syntax],
      eqeqeq: 'error',
      'max-depth': ['error', 3],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Numbers read well in a text; everything else has to say what it wants to look like.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => calls()` is short for a reason.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // A port is asynchronous although its local adapter has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // `[...text]` goes by code points, which is what we want of names and subjects.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // Ports and use cases are plain objects of functions; none of them knows a `this`.
      '@typescript-eslint/unbound-method': 'off',
      // `''` is missing too, in a header as in a form.
      '@typescript-eslint/prefer-nullish-coalescing': 'off',
    },
  },
  {
    files: ['functions/{core,app,intake,web,aws}/**/*.ts', 'statemachines/**/*.ts'],
    // Where the functions are wired to the world: its clock, its dice, its log.
    ignores: ['functions/aws/contract.ts', 'functions/aws/adapters.ts'],
    rules: { 'no-restricted-syntax': ['error', ...syntax, ...hiddenInputs], 'no-console': 'error' },
  },
  {
    // Tools ask for a default export.
    files: ['*.config.{js,ts}', '.dependency-cruiser.cjs'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.{js,cjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
  },
);
