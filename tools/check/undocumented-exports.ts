import ts from "typescript";

/** A doc comment shorter than this says nothing that the name does not. */
const shortest = 12;

/** Exports of a source file that have no doc comment worth the name, as `path:line name …`, and how many exports it has. */
export function undocumentedExports(path: string, text: string): { exports: number; findings: string[] } {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const documented = new Set<string>();
  const exported = file.statements.flatMap((statement) => (isExported(statement) ? namesOf(statement).map((name) => ({ name, statement })) : []));
  for (const { name, statement } of exported) if (isDocumented(statement)) documented.add(name);
  const missing = exported.filter(({ name }) => !documented.has(name));
  const findings = missing.map(({ name, statement }) => {
    const line = file.getLineAndCharacterOfPosition(statement.getStart()).line + 1;
    return `${path}:${line} ${name} has no doc comment: say why it is there, its units, defaults, errors and source`;
  });
  return { exports: exported.length, findings };
}

function isExported(statement: ts.Statement): boolean {
  return ts.canHaveModifiers(statement) && (ts.getModifiers(statement)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false);
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map((declaration) => declaration.name.getText());
  const name = ts.getNameOfDeclaration(statement as ts.DeclarationStatement);
  return [name?.getText() ?? "default"];
}

function isDocumented(statement: ts.Statement): boolean {
  const comments = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc);
  return comments.some((comment) => comment.getText().replaceAll(/[\s/*]/g, "").length >= shortest);
}
