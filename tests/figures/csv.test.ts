import { describe, expect, it } from "vitest";
import { figureCsv } from "@/figures/csv";
import { overallNumbers, rowNumbers } from "@/figures/maps-words";

describe("a figure's numbers as CSV", () => {
  it("quotes commas, quotes, line breaks and outer blanks, and nothing else (RFC 4180)", () => {
    const csv = figureCsv({
      kind: "table",
      title: "Names",
      columns: [{ name: "name" }, { name: "time", unit: "s" }],
      rows: [
        ["plain", 1.5],
        ["a, b", -2],
        ['say "x"', 1e-9],
        ["two\nlines", 0],
        [" blank", 3],
      ],
      footer: ["all", 2.5],
    });
    expect(csv).toBe(
      'name,time (s)\r\nplain,1.5\r\n"a, b",-2\r\n"say ""x""",1e-9\r\n"two\nlines",0\r\n" blank",3\r\nall,2.5\r\n',
    );
  });

  it("writes a matrix with its classes on both sides", () => {
    const figure = {
      kind: "matrix",
      title: "M",
      classes: ["Cr", "In"],
      counts: [
        [3, 1],
        [0, 4],
      ],
    } as const;
    expect(figureCsv(figure)).toBe("true \\ predicted,Cr,In\r\nCr,3,1\r\nIn,0,4\r\n");
  });

  it("names curves by their panel where there are several, and leaves gaps empty", () => {
    const csv = figureCsv({
      kind: "lines",
      title: "Training",
      xLabel: "epoch",
      x: [1, 2],
      panels: [
        { yLabel: "loss", series: [{ name: "train", values: [0.5, null] }] },
        { yLabel: "accuracy", series: [{ name: "train", values: [0.25, 1] }] },
      ],
    });
    expect(csv).toBe("epoch,loss: train,accuracy: train\r\n1,0.5,0.25\r\n2,,1\r\n");
  });

  it("lists pictures by name", () => {
    const image = { name: "Cr_1.bmp", caption: "Cr", height: 2, width: 3, rgba: new Uint8ClampedArray(24) };
    expect(figureCsv({ kind: "images", title: "", images: [image] })).toBe(
      "name,caption,width,height\r\nCr_1.bmp,Cr,3,2\r\n",
    );
  });
});

describe("a figure of pictures", () => {
  const figure = {
    kind: "maps",
    title: "Segmentation",
    columns: ["Picture"],
    rows: [
      { name: "a", caption: "", values: [0.5, 0.25], cells: [] },
      { name: "b", caption: "", values: [1, 0.75], cells: [] },
    ],
    numbers: [{ name: "Dice", share: true }, { name: "IoU" }],
  } as const;
  const overall = { name: "All, together", values: [0.75, 0.6] };

  it("has a row each, and one of all together where something is said of all", () => {
    expect(figureCsv(figure)).toBe("name,caption,Dice,IoU\r\na,,0.5,0.25\r\nb,,1,0.75\r\n");
    expect(figureCsv({ ...figure, overall })).toContain('b,,1,0.75\r\n"All, together",,0.75,0.6\r\n');
  });

  it("says its numbers in words", () => {
    expect(rowNumbers(figure, 0)).toBe("Dice 0.500 · IoU 0.250");
    expect(overallNumbers({ ...figure, overall })).toBe("All, together: Dice 0.750 · IoU 0.600");
    expect(overallNumbers(figure)).toBe("");
    const none = { ...figure, rows: [{ name: "a", caption: "", values: [0, 12], cells: [] }] };
    expect(rowNumbers(none, 0)).toBe("Dice 0.000 · IoU 12");
  });
});
