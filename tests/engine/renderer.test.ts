import { expect, it } from "vitest";
import { isEmulator, shortName } from "@/engine/renderer";

it("a renderer is called what people call it", () => {
  const names = {
    "ANGLE (Apple, ANGLE Metal Renderer: Apple M2, Unspecified Version)": "Apple M2",
    "ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 (0x00002504) Direct3D11 vs_5_0 ps_5_0, D3D11)":
      "NVIDIA GeForce RTX 3060",
    "ANGLE (Intel, Intel(R) UHD Graphics 620 (0x00005917) Direct3D11 vs_5_0 ps_5_0, D3D11)":
      "Intel(R) UHD Graphics 620",
    "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)":
      "SwiftShader",
    "NVIDIA GeForce GTX 980, or similar": "NVIDIA GeForce GTX 980",
    "Mali-G78": "Mali-G78",
  };
  for (const [said, called] of Object.entries(names)) expect(shortName(said)).toBe(called);
  expect(isEmulator("SwiftShader")).toBe(true);
  expect(isEmulator("Apple M2")).toBe(false);
});
