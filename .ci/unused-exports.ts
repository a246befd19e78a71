import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import ts from 'typescript';

/**
 * Names every export that nothing imports: `node .ci/unused-exports.ts`. A type may be exported for its own module's
 * signatures alone; a value may not. A deployed function exports for the Lambda runtime, a
 * command for local/main.js, configuration for its tool.
 */

const outsideUse = /^(functions\/[^/]+|local\/commands\/[^/]+|[^/]+\.config|test\/.+-setup)\.ts$/;

const config = ts.parseConfigFileTextToJson('tsconfig.json', readFileSync('tsconfig.json', 'utf8'));
const { fileNames, options } = ts.parseJsonConfigFileContent(config.config, ts.sys, process.cwd());
const program = ts.createProgram(fileNames, options);
const checker = program.getTypeChecker();
const sources = program.getSourceFiles().filter((file) => !file.fileName.includes('/node_modules/'));

const used = new Set(sources.flatMap(importedSymbols));
const unused = sources.flatMap((file) => {
  const path = relative(process.cwd(), file.fileName);
  return outsideUse.test(path) ? [] : unusedExports(file).map((name) => `${path}: ${name}`);
});

for (const line of unused) console.error(`nothing imports ${line}`);
process.exitCode = unused.length > 0 ? 1 : 0;

function unusedExports(file: ts.SourceFile): string[] {
  const ownNames = new Set(identifiersWithoutDeclarations(file));
  return exportsOf(file)
    .filter((symbol) => !used.has(symbol) && !(isType(symbol) && ownNames.has(symbol.name)))
    .map((symbol) => symbol.name);
}

/** What a file imports by name, by namespace or on demand, each followed to where it is declared. */
function importedSymbols(file: ts.SourceFile): ts.Symbol[] {
  const found: ts.Symbol[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) found.push(...declared(node.name));
    if (ts.isNamespaceImport(node)) found.push(...membersOf(node.name));
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      found.push(...node.arguments.flatMap(membersOf));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function declared(name: ts.Node): ts.Symbol[] {
  const symbol = checker.getSymbolAtLocation(name);
  return symbol ? [original(symbol)] : [];
}

/** All exports of the module that a namespace or the text of an `import()` stands for. */
function membersOf(module: ts.Node): ts.Symbol[] {
  return declared(module).flatMap((symbol) =>
    symbol.flags & ts.SymbolFlags.ValueModule ? checker.getExportsOfModule(symbol).map(original) : [],
  );
}

function exportsOf(file: ts.SourceFile): ts.Symbol[] {
  const module = checker.getSymbolAtLocation(file);
  return module ? checker.getExportsOfModule(module).map(original) : [];
}

function original(symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function isType(symbol: ts.Symbol): boolean {
  return (symbol.flags & ts.SymbolFlags.Value) === 0;
}

function identifiersWithoutDeclarations(node: ts.Node): string[] {
  const own = ts.isIdentifier(node) && !isDeclarationName(node) ? [node.text] : [];
  const inside: string[] = [];
  ts.forEachChild(node, (child) => {
    inside.push(...identifiersWithoutDeclarations(child));
  });
  return [...own, ...inside];
}

function isDeclarationName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isInterfaceDeclaration(parent) || ts.isTypeAliasDeclaration(parent)) && parent.name === node;
}
