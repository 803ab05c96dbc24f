import { memo } from "react";
import type { Setting } from "@/graph/settings";
import { registry } from "@/registry";
import { anyText, valueText } from "../inspector/setting-text";
import { useDerived, useDocument } from "../state/editor";

/** The two or three settings that people change most, with their values. */
export const CardSettings = memo(function CardSettings({ id }: { readonly id: string }) {
  const type = useDocument((state) => state.graph.nodes[id]?.type ?? "");
  const definition = registry.get(type);
  const asset = useDocument((state) => state.graph.assets[id]?.name ?? "");
  const facts = useDerived(({ checked }) => {
    const out = checked.nodes.get(id)?.outputs.dataset;
    return asset !== "" && out?.kind === "Dataset" ? String(out.length) : "";
  });
  if (!definition) {
    return (
      <dl className="card-settings">
        <Row name="type" value={type} />
        <Row name="kept as it came" value="" />
      </dl>
    );
  }
  return (
    <dl className="card-settings">
      {asset !== "" && <Row name={asset} value={facts} />}
      {definition.card.map((name) => (
        <SettingRow key={name} id={id} name={name} setting={definition.settings[name]} />
      ))}
    </dl>
  );
});

function SettingRow(props: {
  readonly id: string;
  readonly name: string;
  readonly setting: Setting<unknown> | undefined;
}) {
  const { id, name, setting } = props;
  const text = useDocument((state) => {
    const value = state.graph.nodes[id]?.settings[name];
    return setting ? valueText(setting, value === undefined ? setting.default : value) : anyText(value);
  });
  const changed = useDocument((state) => {
    const value = state.graph.nodes[id]?.settings[name];
    return value !== undefined && setting !== undefined && valueText(setting, setting.default) !== text;
  });
  return <Row name={setting?.label ?? name} value={text} strong={changed} />;
}

function Row({ name, value, strong = false }: { name: string; value: string; strong?: boolean }) {
  return (
    <div data-changed={strong}>
      <dt title={name}>{name}</dt>
      <dd title={value}>{value}</dd>
    </div>
  );
}
