/**
 * The layers, from the inside out. A layer may import itself, the layers named for it, and the packages named for it;
 * everything else is an error. `functions/<file>.ts` is deployed, `functions/<folder>` is a layer.
 */
const layers = [
  { name: 'core', path: '^functions/core/', layers: [], packages: ['zod', 'temporal-polyfill'] },
  {
    name: 'intake',
    path: '^functions/intake/',
    layers: ['^functions/core/'],
    packages: ['mailparser', 'zod', 'jsonata', 'node:(crypto|buffer|stream|util)'],
  },
  {
    name: 'app',
    path: '^functions/app/',
    layers: ['^functions/(core|intake)/'],
    packages: ['zod', 'liquidjs', 'node:crypto'],
  },
  {
    name: 'web',
    path: '^functions/web/',
    layers: ['^functions/(core|intake|app)/'],
    packages: ['zod', 'hono', 'node:crypto'],
  },
  {
    name: 'aws',
    path: '^functions/aws/',
    layers: ['^functions/core/', '^functions/app/ports\\.ts$'],
    packages: [
      '@aws-sdk',
      '@smithy',
      '@types/aws-lambda',
      'zod',
      'node:crypto',
      'node:fs',
      'node:fs/promises',
    ],
  },
  {
    name: 'deployed-functions',
    path: '^functions/[^/]+\\.ts$',
    layers: ['^functions/(core|intake|app|web|aws)/'],
    packages: ['hono', 'zod', '@types/aws-lambda', 'node:crypto'],
  },
  {
    name: 'desk-folder',
    path: '^functions/desk-folder/',
    // A mail text and a webhook mapping are checked by making them, with the code that makes them later.
    layers: ['^functions/core/', '^functions/app/mail-texts\\.ts$', '^functions/intake/', '^statemachines/'],
    packages: ['yaml', 'zod', 'liquidjs', 'node:(fs|path|util)'],
  },
  {
    name: 'statemachines',
    path: '^statemachines/',
    layers: ['^functions/core/'],
    packages: ['zod', 'jsonata'],
  },
  {
    name: 'infra',
    path: '^infra/',
    layers: [
      '^functions/aws/contract\\.ts$',
      '^functions/core/',
      '^functions/desk-folder/',
      '^statemachines/',
    ],
    packages: ['aws-cdk-lib', 'constructs', 'cdk-nag', 'esbuild', 'zod', 'node:.+'],
  },
];

const packagePath = (name) =>
  name.startsWith('node:') ? `^(node:)?${name.slice(5)}$` : `^node_modules/${name}(/|$)`;

const layerRules = layers.map(({ name, path, layers: allowed, packages }) => ({
  name: `${name}-imports-only-what-it-may`,
  severity: 'error',
  from: { path },
  to: { pathNot: [path, ...allowed, ...packages.map(packagePath)] },
}));

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'only-aws-imports-the-sdk',
      comment:
        'Tests of adapters, the emulated world and the bench measure or stand in for the service itself.',
      severity: 'error',
      from: { pathNot: '^(functions/aws/|test/|local/bench/)' },
      to: { path: '^node_modules/@aws-sdk/' },
    },
    {
      name: 'nothing-imports-local-or-infra',
      severity: 'error',
      from: { pathNot: '^(local|infra|test)/' },
      to: { path: '^(local|infra)/' },
    },
    { name: 'local-stays-off-infra', severity: 'error', from: { path: '^local/' }, to: { path: '^infra/' } },
    { name: 'nothing-imports-tests', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'every-import-exists', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dead-files',
      comment:
        'Every file is needed by what is deployed, synthesised or started; a test alone does not keep it alive.',
      severity: 'error',
      // local/main.js imports a command when it is asked for it.
      from: { path: '^(functions/[^/]+|infra/app|local/commands/[^/]+)\\.ts$' },
      to: {
        path: '^(functions|infra|statemachines|local)/.+\\.ts$',
        reachable: false,
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules/\\.|cdk\\.out/|data/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
