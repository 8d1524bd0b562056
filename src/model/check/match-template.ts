/**
 * Envoy's URI template matching (`envoy.path.match.uri_template`): `*` is one segment, `**` the rest, `{name}` one segment and
 * `{name=pattern}` what the pattern covers. Segments are of the characters that Envoy allows there.
 */
export function matchTemplate(template: string, path: string): boolean {
  return templateExpression(template).test(path);
}

function templateExpression(template: string): RegExp {
  const inner = template.replaceAll(/\{[^=}]+\}/gu, "*").replaceAll(/\{[^=}]+=([^}]*)\}/gu, "$1");
  const parts = inner.split(/(\*\*|\*)/u).map((part) => {
    if (part === "**") return "[a-zA-Z0-9\\-._~%!$&'()+,;:@=*/]*";
    if (part === "*") return "[a-zA-Z0-9\\-._~%!$&'()+,;:@=*]+";
    return part.replaceAll(/[\\^$.|?+()[\]{}]/gu, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`, "u");
}
