/** The parts of an OpenAPI document that the reference shows. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
}

interface OpenApiOperation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: { readonly description?: string };
  }[];
  readonly responses: Readonly<Record<string, { readonly description?: string }>>;
}

/** The reference of the REST API, as Markdown, from the OpenAPI document that the server serves. */
export function restReference(document: OpenApi): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? "other"))];
  return [
    "# REST API",
    "",
    "Made by `npm run reference` from the OpenAPI document that the server serves at `/openapi.json`; `/docs` has a page to try it.",
    "Errors are problem documents (RFC 9457) that name every violation with its JSON Pointer.",
    "",
    ...tags.flatMap((tag) => [`## ${tag}`, "", ...operations.filter(({ operation }) => (operation.tags?.[0] ?? "other") === tag).flatMap(section)]),
  ].join("\n");
}

function section({ path, method, operation }: { readonly path: string; readonly method: string; readonly operation: OpenApiOperation }): readonly string[] {
  const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in !== "path");
  return [
    `### ${method.toUpperCase()} ${path}`,
    "",
    operation.summary ?? "",
    "",
    ...(parameters.length === 0 ? [] : ["| parameter | in | meaning |", "| --- | --- | --- |", ...parameters.map(parameterRow), ""]),
    "| status | meaning |",
    "| --- | --- |",
    ...Object.entries(operation.responses).map(([status, { description }]) => `| ${status} | ${cell(description ?? "")} |`),
    "",
  ];
}

function parameterRow(parameter: NonNullable<OpenApiOperation["parameters"]>[number]): string {
  return `| \`${parameter.name}\` | ${parameter.in} | ${cell(parameter.description ?? parameter.schema?.description ?? "")} |`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
