import { NodeError } from "./problem";

/**
 * An address of a file as a document may hold it: http or https, a host, and no user or password. Stricter than what
 * browsers take, which read `https:///user:word@host` and `https:\\host` as addresses too.
 */
export const ADDRESS = /^https?:\/\/[^/?#@\s\\]+([/?][^\s#]*)?$/;

/** Parts of a query that are keys to what is not public. */
const KEY =
  /^(x-(amz|goog)-(credential|signature|security-token)|(access_?|auth_?|api_?)?(token|key)|sig|signature|password|secret)$/i;

/**
 * The address that a user typed. Throws NodeError for what is none, is not http or https, or has a user or password in
 * it. `page` is the page's own address: one that came by https may not read what comes by http, but on this machine.
 */
export function readAddress(text: string, page?: string): URL {
  const typed = text.trim();
  const shown = typed.length <= 100 ? typed : `${typed.slice(0, 97)}…`;
  if (typed === "") {
    throw new NodeError("There is no address yet. Type one that begins with https://, of the file itself.");
  }
  if (!/^https?:/i.test(typed)) {
    throw new NodeError(
      `“${shown}” is no address that can be fetched: it should begin with https:// and name the file.`,
      { expected: "https://…" },
    );
  }
  const url = parsed(typed);
  if (!url)
    throw new NodeError(`“${shown}” is no address. Copy the address of the file itself, from https:// on.`);
  if (url.username !== "" || url.password !== "") {
    throw new NodeError(
      `This address of ${url.host} has a user's name or password in it, which a graph never holds. Take out what stands before the @; if the file is not public, download it and drop it here.`,
    );
  }
  url.hash = "";
  if (!ADDRESS.test(url.href)) throw new NodeError(`“${shown}” is no address that can be fetched.`);
  if (page?.startsWith("https:") && url.protocol === "http:" && !isThisMachine(url.hostname)) {
    throw new NodeError(
      `${url.host} is asked by http, which browsers forbid to a page that came by https. Write https:// if the site has it, or download the file and drop it here.`,
    );
  }
  return url;
}

/** The address as the document keeps it; none where its query carries a key, as a signed link does. */
export function documentAddress(url: URL): string | undefined {
  return [...url.searchParams.keys()].some((name) => KEY.test(name)) ? undefined : url.href;
}

/** The name of the file: the last part of the address's path. */
export function addressName(url: URL): string {
  const last = url.pathname.slice(url.pathname.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(last) || url.host;
  } catch {
    return last;
  }
}

/** The whole name of the host, with its port: what a user judges an address by. */
export function addressHost(address: string): string {
  return parsed(address)?.host ?? address;
}

function isThisMachine(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || /^127\./.test(host) || host === "[::1]";
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
