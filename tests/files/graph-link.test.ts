import { deflateSync } from "fflate";
import { describe, expect, it } from "vitest";
import { linkFragment, readLink } from "@/files/graph-link";

const letters = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");

describe("a graph in a link", () => {
  it("comes back letter for letter, in letters that an address may hold", () => {
    for (const text of ["", "{}\n", '{ "title": "Zöglinge 細胞 \\ud800 🔬" }\n', "x".repeat(100_000)]) {
      const fragment = linkFragment(text);
      expect(fragment).toMatch(/^#g=1\.[A-Za-z0-9_-]+$/);
      expect(readLink(fragment)).toEqual({ kind: "graph", text });
    }
  });

  it("is told from a walkthrough in one", () => {
    const fragment = linkFragment("{}", "walkthrough");
    expect(fragment).toMatch(/^#w=1\./);
    expect(readLink(fragment)).toEqual({ kind: "walkthrough", text: "{}" });
    expect(readLink(fragment.slice(0, -1))?.refusal).toMatch(/ask for the walkthrough as a file/);
  });

  it("is looked for only in fragments that speak of one", () => {
    for (const fragment of ["", "#", "#lesson", "#G=1.abc", "g=1.abc"])
      expect(readLink(fragment)).toBeUndefined();
  });

  it("says that the link is broken, wherever it was cut off or changed", () => {
    const whole = linkFragment(JSON.stringify(Array.from({ length: 300 }, (_, i) => i * i)));
    for (let end = 3; end < whole.length; end++)
      expect(readLink(whole.slice(0, end))?.refusal, `${end} letters`).toMatch(/cut off or changed/);
    for (const odd of ["#g=1.a+b/", "#g=1.a b", "#g=1.%41", "#g=1.\u0000", "#g=x.aaaa", "#g=1.AAAAA"])
      expect(readLink(odd)?.refusal).toMatch(/cut off or changed/);
    expect(readLink(`#g=1.${letters(deflateSync(new Uint8Array([0xff, 0xfe, 0x80])))}`)?.refusal).toMatch(
      /cut off or changed/,
    );
  });

  it("names the version of a link from elsewhere", () => {
    expect(readLink("#g=27.abc")?.refusal).toMatch(/version 27; this one reads version 1/);
  });

  it("stops a bomb at the most that a graph has", () => {
    const bomb = `#g=1.${letters(deflateSync(new Uint8Array(200_000_000)))}`;
    expect(readLink(bomb)?.refusal).toMatch(/longer than 8 MB/);
  });
});
