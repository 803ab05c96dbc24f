import { Tabs } from "radix-ui";
import { Outline } from "../outline/outline";
import { RunsPanel } from "../runs/runs-panel";
import { useSession } from "../state/editor";
import { type BottomTab, sessionStore } from "../state/session-store";
import { Log } from "./log";
import { PlanList } from "./plan-list";
import { Problems, useProblems } from "./problems";

export function BottomPanel() {
  const tab = useSession((state) => state.bottom);
  const problems = useProblems();
  const wrong = problems.some(({ severity }) => severity === "error");
  return (
    <Tabs.Root
      className="flex h-full flex-col bg-panel"
      value={tab}
      onValueChange={(value) => sessionStore.setState({ bottom: value as BottomTab })}
    >
      <Tabs.List
        className="flex flex-none gap-5 border-b border-line px-4"
        aria-label="Problems, plan, runs, outline and log"
      >
        <Tabs.Trigger value="problems" className="tab">
          Problems{" "}
          <span className="ml-0.5 data-[bad=true]:font-semibold data-[bad=true]:text-bad" data-bad={wrong}>
            {problems.length}
          </span>
        </Tabs.Trigger>
        <Tabs.Trigger value="plan" className="tab">
          Plan
        </Tabs.Trigger>
        <Tabs.Trigger value="runs" className="tab">
          Runs
        </Tabs.Trigger>
        <Tabs.Trigger value="outline" className="tab" title="Outline (Ctrl+Shift+O)">
          Outline
        </Tabs.Trigger>
        <Tabs.Trigger value="log" className="tab">
          Log
        </Tabs.Trigger>
      </Tabs.List>
      <Tabs.Content value="problems" className="min-h-0 flex-1 overflow-auto">
        <Problems />
      </Tabs.Content>
      <Tabs.Content value="plan" className="min-h-0 flex-1 overflow-auto">
        <PlanList />
      </Tabs.Content>
      <Tabs.Content value="runs" className="min-h-0 flex-1 overflow-auto">
        <RunsPanel />
      </Tabs.Content>
      <Tabs.Content value="outline" className="min-h-0 flex-1 overflow-auto">
        <Outline />
      </Tabs.Content>
      <Tabs.Content value="log" className="min-h-0 flex-1 overflow-auto">
        <Log />
      </Tabs.Content>
    </Tabs.Root>
  );
}
