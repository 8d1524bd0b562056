/** Path and query are taken as they are written: `URL` would take dot segments away. */
export function urlParts(url: string): { readonly scheme: string; readonly host: string; readonly path: string } {
  const [, scheme = "", host = "", rest = ""] = /^(https?):\/\/([^/?#]*)([^#]*)/iu.exec(url) ?? [];
  return { scheme: scheme.toLowerCase(), host, path: rest.startsWith("/") ? rest : `/${rest}` };
}
