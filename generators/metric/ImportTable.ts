import type TS from "typescript";

/** A name that another file must import to write a type. */
export interface NeededImport {
  readonly name: string;
  /** Its name in the module. */
  readonly imported: string;
  /** The specifier in the file; undefined for an export of the file itself. */
  readonly specifier: string | undefined;
}

/** The imports and exports of a file, by name. */
export class ImportTable {
  readonly #names = new Map<string, NeededImport>();

  constructor(ts: typeof TS, file: TS.SourceFile) {
    for (const statement of file.statements) {
      if (ts.isImportDeclaration(statement)) this.#addImport(ts, statement);
      else if (isExported(ts, statement)) this.#addExport(ts, statement);
    }
  }

  find(name: string): NeededImport | undefined {
    return this.#names.get(name);
  }

  #addImport(ts: typeof TS, { importClause, moduleSpecifier }: TS.ImportDeclaration): void {
    if (!ts.isStringLiteralLike(moduleSpecifier) || importClause === undefined) return;
    const specifier = moduleSpecifier.text;
    const { name, namedBindings } = importClause;
    if (name) this.#names.set(name.text, { name: name.text, imported: "default", specifier });
    if (!namedBindings || !ts.isNamedImports(namedBindings)) return;
    for (const element of namedBindings.elements) {
      const imported = (element.propertyName ?? element.name).text;
      this.#names.set(element.name.text, { name: element.name.text, imported, specifier });
    }
  }

  #addExport(ts: typeof TS, statement: TS.Statement): void {
    const add = (name: string) =>
      this.#names.set(name, { name, imported: name, specifier: undefined });
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) {
        if (ts.isIdentifier(name)) add(name.text);
      }
    } else if (
      (ts.isFunctionDeclaration(statement) ||
        ts.isClassDeclaration(statement) ||
        ts.isInterfaceDeclaration(statement) ||
        ts.isTypeAliasDeclaration(statement) ||
        ts.isEnumDeclaration(statement)) &&
      statement.name
    ) {
      add(statement.name.text);
    }
  }
}

function isExported(ts: typeof TS, statement: TS.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  const has = (wanted: TS.SyntaxKind) => modifiers.some(({ kind }) => kind === wanted);
  return has(ts.SyntaxKind.ExportKeyword) && !has(ts.SyntaxKind.DefaultKeyword);
}
