import { useId } from "react";

/** A labelled slider with its value beside it. Arrows, Page Up and Down, Home and End move it, as everywhere. */
export function Slider(props: {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** The value in words. */
  readonly text: string;
  readonly onChange: (value: number) => void;
}) {
  const { label, value, min, max, step, text, onChange } = props;
  const id = useId();
  return (
    <div className="flex items-center gap-2.5">
      <label htmlFor={id} className="text-[12px] font-medium">
        {label}
      </label>
      <input
        id={id}
        type="range"
        className="slider min-w-0 flex-1"
        style={{ "--share": max > min ? (value - min) / (max - min) : 0 }}
        min={min}
        max={max}
        step={step}
        value={value}
        disabled={max <= min}
        aria-valuetext={text}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
      <span className="min-w-[36px] text-right text-[12px]" aria-hidden="true">
        {text}
      </span>
    </div>
  );
}
