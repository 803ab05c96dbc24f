import { NodeToolbar, Position } from "@xyflow/react";
import type { ReactNode } from "react";
import { COLOURS } from "../state/colours";

/** Stands above a group, note or frame that is selected alone: its colour, and what else can be done with it. */
export function LookToolbar(props: {
  readonly label: string;
  readonly isVisible: boolean;
  readonly colour: string | undefined;
  readonly setColour: (colour: string | undefined) => void;
  readonly children?: ReactNode;
}) {
  const { label, isVisible, colour, setColour, children } = props;
  const swatches = [{ name: undefined, label: "No colour" }, ...COLOURS];
  return (
    <NodeToolbar
      isVisible={isVisible}
      position={Position.Top}
      offset={8}
      className="look-toolbar nodrag nopan"
      role="toolbar"
      aria-label={label}
    >
      {swatches.map(({ name, label: words }) => (
        <button
          key={words}
          type="button"
          className="swatch"
          aria-label={words}
          aria-pressed={colour === name}
          title={words}
          style={{ "--c": name ? `var(--calm-${name})` : "var(--panel)" }}
          onClick={() => setColour(name)}
        />
      ))}
      {children}
    </NodeToolbar>
  );
}
