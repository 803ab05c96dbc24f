import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** `node scripts/licences.mjs`: writes docs/licences.md anew from package-lock.json. A test fails where it is out of date. */
const root = fileURLToPath(new URL("..", import.meta.url));

const PERMISSIVE = [
  "MIT",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "0BSD",
  "BlueOak-1.0.0",
  "Zlib",
];

/** What has a licence of its own words, or one that asks for more, and why it may be used. */
const EXCEPTIONS = [
  {
    name: /^jsfive$/,
    licence: "SEE LICENSE IN LICENSE.txt",
    why: "In the public domain, by its LICENSE.txt.",
  },
  {
    name: /^lightningcss(-.+)?$/,
    licence: "MPL-2.0",
    why: "A tool of the build, unchanged: nothing of it is in the page.",
  },
  {
    name: /^(@axe-core\/playwright|axe-core)$/,
    licence: "MPL-2.0",
    why: "A tool of the tests, unchanged: nothing of it is in the page.",
  },
];

/** All packages of the lockfile: name, version, licence, whether only developers need it. Sorted by name and version. */
export function packages(lock) {
  return Object.entries(lock.packages)
    .filter(([path]) => path !== "")
    .map(([path, { version, license, dev }]) => ({
      name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
      version,
      licence: license ?? "none",
      isTool: dev === true,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));
}

/** Why a package may be used; undefined where it may not. Of a choice of licences one is enough, of several together all. */
export function permission({ name, licence }) {
  const text = licence.replace(/^\((.*)\)$/, "$1");
  const isPermissive = text.includes(" OR ")
    ? text.split(" OR ").some((one) => PERMISSIVE.includes(one))
    : text.split(" AND ").every((one) => PERMISSIVE.includes(one));
  if (isPermissive) return "";
  return EXCEPTIONS.find((known) => known.name.test(name) && known.licence === licence)?.why;
}

export function licencesText(lock) {
  const all = packages(lock);
  const counts = new Map();
  for (const { licence } of all) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  const rows = all.map((each) => {
    const { name, version, licence, isTool } = each;
    return `| ${name} | ${version} | ${licence} | ${isTool ? "developers" : ""} | ${permission(each) ?? "not permitted"} |`;
  });
  return [
    "# Licences",
    "",
    "Tensorloom is under the MIT licence. These are all packages that it is built with, tools and packages for other systems",
    "among them. Made by `node scripts/licences.mjs` from package-lock.json.",
    "",
    `${[...counts]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .map(([licence, count]) => `${licence}: ${count}`)
      .join("; ")}.`,
    "",
    "| package | version | licence | only for | note |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  writeFileSync(join(root, "docs", "licences.md"), licencesText(lock));
}
