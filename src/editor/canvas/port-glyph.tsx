import type { ValueKind } from "@/graph/types";
import { PORTS } from "../state/categories";

/** The mark of a type of value: its shape and colour, 12 × 12 px. */
export function PortGlyph({
  kind,
  open = false,
}: {
  readonly kind: ValueKind | undefined;
  readonly open?: boolean;
}) {
  const look = kind && PORTS[kind];
  return (
    <svg className="port-glyph" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <path
        d={look?.path ?? "M6 2a4 4 0 1 1 0 8a4 4 0 1 1 0-8z"}
        fill={open ? "var(--panel)" : (look?.colour ?? "var(--faint)")}
        stroke={look?.colour ?? "var(--faint)"}
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
    </svg>
  );
}
