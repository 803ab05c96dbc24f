import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ensureTorch } from "../../scripts/torch.mjs";
import { inFolder } from "../cli/harness";

/** A Python that has PyTorch once somebody installed it. */
const PYTHON = `[ -e "$PLACE/installed" ] && exit 0
echo "ModuleNotFoundError: No module named 'torch'" >&2
exit 1`;

/** An apt-get: writes down how it was called; then the lines given here. */
const aptGet = (lines: string) => `echo "$DEBIAN_FRONTEND $*" >> "$PLACE/calls"
case " $* " in
  *" update "*) step=update ;;
  *" --download-only "*) step=download ;;
  *) step=install ;;
esac
${lines}
[ $step = install ] && : > "$PLACE/installed"
exit 0`;

interface Machine {
  /** Lines of its apt-get, which may end it; none at all where it has none. */
  readonly apt?: string;
  readonly isRoot?: boolean;
  readonly patience?: number;
  readonly isInstalled?: boolean;
  readonly python?: string;
}

/** A machine of two shell scripts, nothing else on its path: what ensureTorch says there, and how apt-get was called. */
function on(machine: Machine) {
  return inFolder(async (place) => {
    const write = (name: string, text: string) => {
      writeFileSync(join(place, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(place, name), 0o755);
    };
    write("python3", machine.python ?? PYTHON);
    if (machine.apt !== undefined) write("apt-get", aptGet(machine.apt));
    if (machine.isInstalled) writeFileSync(join(place, "installed"), "");
    const said: string[] = [];
    await ensureTorch((line: string) => said.push(line), {
      env: { PATH: place, PLACE: place },
      pythons: [join(place, "not-here"), "python3"],
      isRoot: machine.isRoot ?? true,
      patience: machine.patience ?? 60_000,
      pause: 10,
    });
    const calls = existsSync(join(place, "calls")) ? readFileSync(join(place, "calls"), "utf8") : "";
    return {
      said: said.filter((line) => !line.startsWith("Installing PyTorch")).join("\n"),
      calls: calls.split("\n").filter((line) => line !== ""),
    };
  });
}

const BY_HAND =
  "apt-get install python3-torch python3-torchvision python3-matplotlib python3-sklearn pyflakes3";

describe.skipIf(process.platform === "win32")("PyTorch for the tests", () => {
  it("is left alone where it is there", async () => {
    expect(await on({ isInstalled: true, apt: "" })).toEqual({ said: "", calls: [] });
  });

  it("is installed where it is missing: fetched first, without questions and without what is only recommended", async () => {
    const { said, calls } = await on({ apt: "" });
    expect(said).toBe("");
    expect(calls).toHaveLength(3);
    const [update, fetched, installed] = calls;
    expect(update).toMatch(/^noninteractive update /);
    expect(fetched).toMatch(
      /^noninteractive install .*--no-install-recommends --download-only python3-torch /,
    );
    expect(installed).toMatch(
      /^noninteractive install .* -y .*--no-install-recommends python3-torch .*pyflakes3$/,
    );
  });

  it("is skipped in words without apt-get", async () => {
    expect((await on({})).said).toBe(
      `Tests under PyTorch are skipped: python3 cannot import it (ModuleNotFoundError: No module named 'torch'), and without apt-get nothing is installed here. On Debian: ${BY_HAND}`,
    );
  });

  it("is skipped in words for anybody but root, and apt-get is not called", async () => {
    const { said, calls } = await on({ isRoot: false, apt: "" });
    expect(said).toContain(`and only root may install it. By hand: sudo ${BY_HAND}`);
    expect(calls).toEqual([]);
  });

  it("is installed from the lists that are there, where new ones cannot be had", async () => {
    const apt = `[ $step = update ] && { echo "E: The repository 'http://else.where stable' does not have a Release file." >&2; exit 100; }`;
    expect((await on({ apt })).said).toBe("");
  });

  it("says that the network is missing, which is only a warning to apt-get", async () => {
    const { said, calls } = await on({
      apt: `[ $step = update ] && { echo "W: Failed to fetch http://deb.debian.org/x  Temporary failure resolving 'deb.debian.org'" >&2; exit 0; }
echo "E: Unable to locate package python3-torch" >&2
exit 100`,
    });
    expect(said).toBe(
      `Tests under PyTorch are skipped: apt-get update failed: Failed to fetch http://deb.debian.org/x  Temporary failure resolving 'deb.debian.org'; apt-get install failed: Unable to locate package python3-torch. By hand: ${BY_HAND}`,
    );
    expect(calls).toHaveLength(2);
  });

  it("says what to do where packages are half installed, and tries once", async () => {
    const { said, calls } = await on({
      apt: `[ $step = update ] && exit 0
echo "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem. " >&2
exit 100`,
    });
    expect(said).toContain("you must manually run 'dpkg --configure -a' to correct the problem. By hand");
    expect(calls).toHaveLength(2);
  });

  const LOCKED = `echo "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7 (apt)" >&2`;

  it("waits for another apt-get, and installs behind it", async () => {
    const apt = `[ $step = install ] && [ ! -e "$PLACE/tried" ] && { : > "$PLACE/tried"; ${LOCKED}; exit 100; }`;
    const { said, calls } = await on({ apt });
    expect(said).toBe("");
    expect(calls).toHaveLength(6);
  });

  it("is content with what another apt-get installed meanwhile", async () => {
    const apt = `[ $step = install ] && { : > "$PLACE/installed"; ${LOCKED}; exit 100; }`;
    const { said, calls } = await on({ apt });
    expect(said).toBe("");
    expect(calls).toHaveLength(3);
  });

  it("does not wait for ever for a lock, nor at all where it could not even be made", async () => {
    const held = await on({ apt: `${LOCKED}; exit 100`, patience: 2_000 });
    expect(held.said).toContain("Could not get lock /var/lib/dpkg/lock-frontend");
    const readOnly = await on({
      apt: `echo "E: Could not open lock file /var/lib/dpkg/lock-frontend - open (30: Read-only file system)" >&2; exit 100`,
    });
    expect(readOnly.said).toContain("Read-only file system");
    expect(readOnly.calls).toHaveLength(2);
  });

  it("is given up where a download never ends", async () => {
    const { said, calls } = await on({ apt: "[ $step = download ] && exec /bin/sleep 600", patience: 3_000 });
    expect(said).toContain("apt-get install took too long. By hand");
    expect(calls.filter((call) => / install (?!.*--download-only)/.test(call))).toEqual([]);
  });

  it("says so where apt-get is content and Python is another one", async () => {
    const { said } = await on({ apt: "", python: `echo "ImportError: libtorch.so" >&2; exit 1` });
    expect(said).toContain(
      "apt-get has installed it, but python3 cannot import it (ImportError: libtorch.so). By hand",
    );
  });
});
