import { X } from "lucide-react";
import { useId, useState } from "react";
import type { Setting } from "@/graph/settings";
import { readField } from "./setting-text";

const NONE: readonly string[] = [];

/** A list of names: each with its button to take it off, and a field for more. */
export function NamesField(props: {
  readonly id: string;
  readonly setting: Setting<unknown>;
  readonly value: unknown;
  readonly write: (value: unknown, gesture: string) => void;
}) {
  const { id, setting, value, write } = props;
  const [draft, setDraft] = useState("");
  const [fault, setFault] = useState("");
  const faultId = useId();
  const names = Array.isArray(value) ? value.map(String) : NONE;
  const add = () => {
    if (draft.trim() === "") return;
    const read = readField(setting, draft);
    setFault(read.ok ? "" : read.fault);
    if (!read.ok || !Array.isArray(read.value)) return;
    setDraft("");
    write([...new Set([...names, ...read.value])].sort(), crypto.randomUUID());
  };
  const remove = (name: string) =>
    write(
      names.filter((other) => other !== name),
      crypto.randomUUID(),
    );
  return (
    <>
      {names.length > 0 && (
        <ul className="mb-1.5 flex max-h-40 flex-wrap gap-1.5 overflow-y-auto">
          {names.map((name) => (
            <li
              key={name}
              className="flex max-w-full items-center gap-0.5 rounded-md border border-line bg-raised pl-2 text-[12px]"
            >
              <span className="truncate" title={name}>
                {name}
              </span>
              <button
                type="button"
                className="rounded p-1.5 text-soft hover:text-ink"
                aria-label={`Take ${name} off the list`}
                onClick={() => remove(name)}
              >
                <X size={12} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <input
        id={id}
        className="field"
        type="text"
        autoComplete="off"
        spellCheck={false}
        placeholder={names.length === 0 ? "None. Type a name and press Enter" : "Another name"}
        aria-invalid={fault !== ""}
        aria-describedby={fault === "" ? undefined : faultId}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={add}
        onKeyDown={(event) => {
          if (event.key === "Enter") add();
          if (event.key === "Escape") setDraft("");
        }}
      />
      {fault !== "" && (
        <p id={faultId} className="mt-1 text-[12px] text-bad" role="alert">
          {fault}
        </p>
      )}
    </>
  );
}
