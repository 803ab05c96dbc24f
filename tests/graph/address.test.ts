import { describe, expect, it } from "vitest";
import { ADDRESS, addressHost, addressName, documentAddress, readAddress } from "@/graph/address";
import { NodeError } from "@/graph/problem";

describe("an address", () => {
  it("is of http or https, and loses its fragment", () => {
    expect(readAddress(" https://weights.example/a/vgg%2016.pth?download=true#top ").href).toBe(
      "https://weights.example/a/vgg%2016.pth?download=true",
    );
    expect(addressName(readAddress("https://weights.example/a/vgg%2016.pth?x"))).toBe("vgg 16.pth");
    expect(addressHost("http://weights.example:8080/a")).toBe("weights.example:8080");
  });

  it.each([
    ["", /no address yet/],
    ["vgg16.pth", /no address that can be fetched/],
    ["file:///home/vgg16.pth", /no address that can be fetched/],
    ["javascript:alert(1)", /no address that can be fetched/],
    ["https://", /no address/],
    ["https://ann:word@weights.example/vgg16.pth", /user's name or password/],
    ["https:ann@weights.example/vgg16.pth", /user's name or password/],
    ["https:\\\\ann:word@weights.example/vgg16.pth", /user's name or password/],
  ])("%s is refused in words", (text, words) => {
    expect(() => readAddress(text)).toThrow(words);
    expect(() => readAddress(text)).toThrow(NodeError);
  });

  it("of http is not asked by a page of https, but on this machine", () => {
    const page = "https://tensorloom.example/";
    expect(() => readAddress("http://weights.example/a", page)).toThrow(/browsers forbid/);
    expect(readAddress("http://127.0.0.1:8000/a", page).port).toBe("8000");
    expect(readAddress("http://weights.example/a", "http://tensorloom.example/").protocol).toBe("http:");
  });

  it("with a key in it never gets into a document", () => {
    const kept = (text: string) => documentAddress(readAddress(text));
    expect(kept("https://weights.example/a?download=true")).toBe("https://weights.example/a?download=true");
    for (const query of ["token=1", "X-Amz-Signature=1", "access_token=1", "sig=1", "a=2&api_key=1"]) {
      expect(kept(`https://weights.example/a?${query}`)).toBeUndefined();
    }
  });

  it("as the document has it leaves no way around for a password", () => {
    for (const text of [
      "https://ann:word@weights.example/",
      "https:///ann:word@weights.example/",
      "https:\\\\ann@weights.example",
      "https://weights.example\\@other.example/",
      "https://a\nnn:word@weights.example/",
      "ftp://weights.example/a",
      "javascript:alert(1)",
    ]) {
      expect([text, ADDRESS.test(text)]).toEqual([text, false]);
    }
    expect(ADDRESS.test("https://weights.example/resolve/main/a@2.pth?x=@")).toBe(true);
  });
});
