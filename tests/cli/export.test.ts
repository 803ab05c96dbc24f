import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { inFolder, tensorloom } from "./harness";

const steel = join(process.cwd(), "graphs/steel-features.json");
const page = join(process.cwd(), "public");

it("writes a script and, beside it, the pictures it draws and the weights it needs", () =>
  inFolder(async (folder) => {
    const words = ["export", steel, "--to", "script", "-o", "out/train.py", "--set", "images.count=2"];
    const { exit, out, err } = await tensorloom(words, { folder, page });
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(out).toBe(
      "out/train.py: a script, and beside it vgg16-eighth.safetensors and 12 drawn pictures.\n",
    );
    expect(readFileSync(join(folder, "out/train.py"), "utf8")).toContain('if __name__ == "__main__":');
    expect(readdirSync(join(folder, "out/images/Cr")).sort()).toEqual(["Cr_1.png", "Cr_2.png"]);
    expect(existsSync(join(folder, "out/vgg16-eighth.safetensors"))).toBe(true);
  }));

it("says what is wrong with the graph, and writes nothing", () =>
  inFolder(async (folder) => {
    const words = ["export", steel, "--to", "notebook", "-o", "a.ipynb", "--set", "normalize.preset=custom"];
    const { exit, err } = await tensorloom([...words, "--set", "normalize.means=[0.5]"], { folder, page });
    expect(exit).toBe(2);
    expect(err).toContain("error: normalize");
    expect(readdirSync(folder)).toEqual([]);
  }));

it("says in words where it cannot write", () =>
  inFolder(async (folder) => {
    const words = ["export", steel, "--to", "notebook", "-o", ".", "--set", "images.count=2"];
    const { exit, err } = await tensorloom(words, { folder, page });
    expect(exit).toBe(2);
    expect(err).toContain(". cannot be written: ");
  }));
