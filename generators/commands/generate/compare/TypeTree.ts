import type ts from "typescript";
import type { TypeScript } from "../Tools.js";

/** One named place of a generated module: a field, a parameter, a schema, a response. */
export interface TypeMember {
  /** Its `declarationKey`: `schemas.job.status`. */
  key: string;
  name: string;
  isOptional: boolean;
  type: ts.TypeNode;
}

/** An object type within a member's type: inline, or a schema that it refers to. */
export interface ObjectPart {
  /** `schemas.job` if the member refers to it. */
  reference?: string;
  literal: ts.TypeLiteralNode;
}

/** The complete declarations of a module, read from its syntax, with the names that the type checker would give them. */
export class TypeTree {
  /** By key: all exports of the module, two levels below `components`. */
  readonly roots = new Map<string, TypeMember>();
  private readonly texts = new Map<ts.Node, string>();

  constructor(
    readonly compiler: TypeScript,
    readonly source: ts.SourceFile,
  ) {
    for (const statement of source.statements) {
      if (compiler.isInterfaceDeclaration(statement)) {
        this.addRoots(statement.name.text, statement.members);
      } else if (compiler.isTypeAliasDeclaration(statement)) {
        const name = statement.name.text;
        this.roots.set(name, { key: name, name, isOptional: false, type: statement.type });
      }
    }
  }

  private addRoots(owner: string, elements: ts.NodeArray<ts.TypeElement>): void {
    for (const member of this.membersOf(elements, owner)) {
      if (owner !== "components") this.roots.set(member.key, member);
      else if (this.compiler.isTypeLiteralNode(member.type)) {
        this.addRoots(member.name, member.type.members);
      }
    }
  }

  /** The fields of an object type. Values of an index signature have their owner's key. */
  membersOf(elements: Iterable<ts.TypeElement>, owner: string): TypeMember[] {
    const { compiler } = this;
    const members: TypeMember[] = [];
    for (const element of elements) {
      if (compiler.isIndexSignatureDeclaration(element)) {
        members.push({ key: owner, name: "[key]", isOptional: false, type: element.type });
      } else if (compiler.isPropertySignature(element) && element.type !== undefined) {
        const name = "text" in element.name ? String(element.name.text) : element.name.getText();
        const isOptional = element.questionToken !== undefined;
        members.push({ key: `${owner}.${name}`, name, isOptional, type: element.type });
      }
    }
    return members;
  }

  /** A root by its key, following aliases. */
  resolve(reference: string): TypeMember | undefined {
    let member = this.roots.get(reference);
    for (let depth = 0; depth < 20 && member !== undefined; depth++) {
      const next = this.referenceOf(unwrapped(this.compiler, member.type));
      if (next === undefined) return member;
      member = this.roots.get(next);
    }
    return member;
  }

  /** `schemas.job` for `components["schemas"]["job"]`, `operations.listJobs` for `operations["listJobs"]`. */
  referenceOf(type: ts.TypeNode): string | undefined {
    const { compiler } = this;
    const names: string[] = [];
    let node: ts.TypeNode = type;
    while (compiler.isIndexedAccessTypeNode(node)) {
      const { indexType, objectType } = node;
      if (!compiler.isLiteralTypeNode(indexType)) return undefined;
      const { literal } = indexType;
      if (!compiler.isStringLiteral(literal) && !compiler.isNumericLiteral(literal)) {
        return undefined;
      }
      names.unshift(literal.text);
      node = objectType;
    }
    if (!compiler.isTypeReferenceNode(node) || names.length === 0) return undefined;
    const root = node.typeName.getText(this.source);
    return root === "components" ? names.join(".") : [root, ...names].join(".");
  }

  /** Every root that a type refers to, by key. */
  referencesIn(type: ts.TypeNode, alsoInObjects: boolean): Set<string> {
    const found = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (this.compiler.isIndexedAccessTypeNode(node)) {
        const reference = this.referenceOf(node);
        if (reference !== undefined) {
          // A reference to a part of a schema also refers to the schema.
          const parts = reference.split(".");
          for (let length = 2; length <= parts.length; length++) {
            const key = parts.slice(0, length).join(".");
            if (this.roots.has(key)) found.add(key);
          }
          return;
        }
      }
      if (!alsoInObjects && this.compiler.isTypeLiteralNode(node)) return;
      this.compiler.forEachChild(node, visit);
    };
    visit(type);
    return found;
  }

  /** A type as one line without comments. Ignores the order of members in unions and objects. */
  textOf(type: ts.TypeNode): string {
    let text = this.texts.get(type);
    if (text === undefined) {
      text = this.print(type, (literal) => {
        const fields = [...literal.members].map((element) => this.elementText(element));
        return fields.length === 0 ? "{}" : `{ ${fields.sort().join("; ")} }`;
      });
      this.texts.set(type, text);
    }
    return text;
  }

  private elementText(element: ts.TypeElement): string {
    const { compiler } = this;
    if (compiler.isPropertySignature(element) && element.type !== undefined) {
      const optional = element.questionToken === undefined ? "" : "?";
      return `${element.name.getText(this.source)}${optional}: ${this.textOf(element.type)}`;
    }
    return compiler.isIndexSignatureDeclaration(element)
      ? `[key: ${element.parameters[0]?.type?.getText(this.source)}]: ${this.textOf(element.type)}`
      : element.getText(this.source);
  }

  /** A type's text with a placeholder for every object in it, and these objects in order. */
  outlineOf(type: ts.TypeNode): { text: string; objects: ObjectPart[] } {
    const objects: ObjectPart[] = [];
    const text = this.print(
      type,
      (literal) => {
        objects.push({ literal });
        return "{ … }";
      },
      (reference) => {
        const target = this.resolve(reference)?.type;
        if (target === undefined || !this.compiler.isTypeLiteralNode(target)) return undefined;
        objects.push({ literal: target, reference: this.resolve(reference)?.key ?? reference });
        return "{ … }";
      },
    );
    return { text, objects };
  }

  private print(
    type: ts.TypeNode,
    object: (literal: ts.TypeLiteralNode) => string,
    target: (reference: string) => string | undefined = () => undefined,
  ): string {
    const { compiler } = this;
    const visit = (given: ts.TypeNode): string => {
      const node = unwrapped(compiler, given);
      const reference = this.referenceOf(node);
      if (reference !== undefined) return target(reference) ?? nameOf(reference);
      if (compiler.isTypeLiteralNode(node)) return object(node);
      if (compiler.isUnionTypeNode(node)) {
        const types = [...node.types].sort((a, b) => inOrder(this.textOf(a), this.textOf(b)));
        return [...new Set(types.map(visit))].join(" | ");
      }
      if (compiler.isIntersectionTypeNode(node)) return node.types.map(grouped).join(" & ");
      if (compiler.isArrayTypeNode(node)) return `${grouped(node.elementType)}[]`;
      if (compiler.isTupleTypeNode(node)) return `[${node.elements.map(visit).join(", ")}]`;
      if (compiler.isTypeReferenceNode(node) && node.typeArguments !== undefined) {
        const name = node.typeName.getText(this.source);
        return `${name}<${node.typeArguments.map(visit).join(", ")}>`;
      }
      return node.getText(this.source).replace(/\s+/g, " ");
    };
    const grouped = (given: ts.TypeNode): string => {
      const node = unwrapped(compiler, given);
      const isLoose = compiler.isUnionTypeNode(node) || compiler.isIntersectionTypeNode(node);
      return isLoose ? `(${visit(node)})` : visit(node);
    };
    return visit(type);
  }

  /** The members of a union type, or the type itself, as text. */
  alternativesOf(type: ts.TypeNode): Set<string> {
    const node = unwrapped(this.compiler, type);
    const parts = this.compiler.isUnionTypeNode(node) ? [...node.types] : [node];
    return new Set(parts.map((part) => this.textOf(part)));
  }
}

/** A schema for display: only its name. */
function nameOf(reference: string): string {
  const [kind = "", ...names] = reference.split(".");
  return kind === "schemas" ? names.join(".") : reference;
}

function unwrapped(compiler: TypeScript, type: ts.TypeNode): ts.TypeNode {
  return compiler.isParenthesizedTypeNode(type) ? unwrapped(compiler, type.type) : type;
}

/** Sorted by name, with null at the end. */
function inOrder(a: string, b: string): number {
  if (a === "null" || b === "null") return a === b ? 0 : a === "null" ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
