import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { licencesText, packages, permission } from "../../scripts/licences.mjs";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));

it("docs/licences.md lists the packages of the lockfile as they are", () => {
  expect(readFileSync("docs/licences.md", "utf8")).toBe(licencesText(lock));
});

it("every package may be used", () => {
  expect(packages(lock).length).toBeGreaterThan(200);
  expect(packages(lock).filter((each) => permission(each) === undefined)).toEqual([]);
});

it("a licence that asks for more than a mention is no permission", () => {
  const of = (licence: string) => permission({ name: "some", licence });
  expect(of("GPL-3.0")).toBe(undefined);
  expect(of("MPL-2.0")).toBe(undefined);
  expect(of("none")).toBe(undefined);
  expect(of("(MIT AND GPL-2.0)")).toBe(undefined);
  expect(of("(MPL-2.0 OR Apache-2.0)")).toBe("");
});
