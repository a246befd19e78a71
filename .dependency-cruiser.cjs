/**
 * The layers, from the inside out. A layer may import itself, the layers and the packages that are named for it, and of
 * Node's own modules those named, or all with `node: true`; everything else is an error.
 * `functions/<file>.ts` is deployed, `functions/<folder>` is a layer.
 */
const layers = [
  { name: 'core', path: '^functions/core/', layers: [], packages: ['zod', 'temporal-polyfill'] },
  {
    name: 'intake',
    path: '^functions/intake/',
    layers: ['^functions/core/'],
    packages: ['nodemailer', 'jsonata', 'zod', 'node:(buffer|crypto|events|stream|util|worker_threads)'],
  },
  {
    name: 'app',
    path: '^functions/app/',
    layers: ['^functions/(core|intake)/'],
    packages: ['liquidjs', 'minisearch', 'zod', 'node:crypto'],
  },
  {
    name: 'web',
    path: '^functions/web/',
    layers: ['^functions/(core|intake|app)/'],
    packages: ['hono', 'zod', 'node:crypto'],
  },
  {
    name: 'aws',
    path: '^functions/aws/',
    layers: ['^functions/core/', '^functions/app/ports\\.ts$'],
    packages: ['@aws-sdk', '@smithy', '@types/aws-lambda', 'zod'],
    node: true,
  },
  {
    name: 'deployed-functions',
    path: '^functions/[^/]+\\.ts$',
    layers: ['^functions/(core|intake|app|web|aws)/'],
    packages: ['@types/aws-lambda', 'hono', 'zod', 'node:crypto'],
  },
  {
    name: 'desk-folder',
    path: '^functions/desk-folder/',
    // A mail text and a webhook mapping are checked by making them, with the code that makes them later.
    layers: [
      '^functions/core/',
      '^functions/app/mail-texts\\.ts$',
      '^functions/intake/webhook-mapping\\.ts$',
      '^statemachines/',
    ],
    packages: ['jsonata', 'liquidjs', 'yaml', 'zod'],
    node: true,
  },
  {
    name: 'statemachines',
    path: '^statemachines/',
    layers: ['^functions/core/'],
    packages: ['jsonata', 'zod'],
  },
  {
    name: 'infra',
    path: '^infra/',
    layers: [
      '^functions/core/',
      '^functions/aws/contract\\.ts$',
      '^functions/desk-folder/',
      '^statemachines/',
    ],
    packages: ['aws-cdk-lib', 'cdk-nag', 'constructs', 'esbuild', 'zod'],
    node: true,
  },
];

const layerRules = layers.map(({ name, path, layers: allowed, packages, node }) => ({
  name: `${name}-imports-only-what-it-may`,
  severity: 'error',
  from: { path },
  to: {
    pathNot: [path, ...allowed, ...packages.map(packagePath)],
    ...(node ? { dependencyTypesNot: ['core'] } : {}),
  },
}));

function packagePath(name) {
  return name.startsWith('node:') ? `^(node:)?${name.slice('node:'.length)}$` : `^node_modules/${name}(/|$)`;
}

/** What is deployed, synthesised or started; local/main.js imports a command when it is asked for it. */
const entries = '^(functions/[^/]+|infra/app|local/commands/[^/]+)\\.ts$';

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'only-aws-imports-the-sdk',
      comment: 'Tests of adapters and the bench measure the SDK, or stand in for the service behind it.',
      severity: 'error',
      from: { pathNot: '^(functions/aws/|test/|local/bench/)' },
      to: { path: '^node_modules/@aws-sdk/' },
    },
    {
      name: 'nothing-imports-local-or-infra',
      comment: 'The bench measures the bundles as they are deployed.',
      severity: 'error',
      from: { pathNot: '^(local|infra|test)/' },
      to: { path: '^(local|infra)/' },
    },
    {
      name: 'local-stays-off-infra',
      severity: 'error',
      from: { path: '^local/', pathNot: '^local/bench/' },
      to: { path: '^infra/' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    { name: 'no-cycles', severity: 'error', from: { pathNot: '^test/' }, to: { circular: true } },
    {
      name: 'no-cycles-in-tests',
      comment: 'A world and the type of all worlds may know each other.',
      severity: 'error',
      from: { path: '^test/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'every-import-exists', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dead-files',
      comment: 'A test alone does not keep a file alive. A thread is started by its address, not imported.',
      severity: 'error',
      from: { path: entries },
      to: {
        path: '^(functions|infra|statemachines|local)/.+\\.ts$',
        pathNot: [entries, '\\.d\\.ts$', '-thread\\.ts$'],
        reachable: false,
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
