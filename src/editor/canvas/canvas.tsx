import {
  Background,
  BackgroundVariant,
  type Connection,
  ConnectionLineType,
  ControlButton,
  Controls,
  MiniMap,
  type OnConnectEnd,
  type OnConnectStart,
  type OnNodeDrag,
  ReactFlow,
  SelectionMode,
  useKeyPress,
  useReactFlow,
  useStore,
} from "@xyflow/react";
import { Maximize } from "lucide-react";
import {
  type DragEvent,
  lazy,
  type MouseEvent,
  type PointerEvent,
  Suspense,
  useCallback,
  useState,
} from "react";
import { isModelNode } from "@/graph/node";
import { registry } from "@/registry";
import { openPalette } from "../actions/open-palette";
import { categoryLook } from "../state/categories";
import { documentStore, useDocument, useSession } from "../state/editor";
import { useGesture } from "../state/gesture-store";
import { sessionStore } from "../state/session-store";
import { BLOCK_TYPE, NODE_TYPE, takeDroppedFiles } from "./canvas-drop";
import { beginWiring, connect, endWiring, isAllowed, pointOf } from "./connecting";
import { CanvasMenu } from "./context-menu";
import { cardDraggedOver, dropCard, dropType, endEdgeDrop, typeDraggedOver } from "./edge-drop";
import { EmptyHint } from "./empty-hint";
import { MINIMAP } from "./fit-clear";
import type { FittingAt } from "./fitting-menu";
import { FIT, holdFlow, holdPointer, MIN_ZOOM, showNodes } from "./flow-handle";
import type { FlowNode } from "./flow-nodes";
import { FormOfCanvas } from "./form";
import { actOnLook } from "./look-key";
import { colourOfLook, lookTypes } from "./look-types";
import { NodeCard } from "./node-card";
import { dropEdge, heldEdge, holdEdge, letGoOfEdge } from "./rewiring";
import { TypedEdge, type TypedEdgeData } from "./typed-edge";
import { useFlowEdges, useFlowNodes } from "./use-flow";
import { useGoTo } from "./use-go-to";

/** It brings the examples along, from which it knows what is usual. */
const LooksBar = lazy(async () => ({ default: (await import("../dialogs")).LooksBar }));
const FittingMenu = lazy(async () => ({ default: (await import("../dialogs")).FittingMenu }));

const nodeTypes = { card: NodeCard, ...lookTypes };
const edgeTypes = { typed: TypedEdge };

/** Options that stay the same objects: a new one at every render would make React Flow tell all its nodes. */
const MULTI = ["Meta", "Control"];
const EDGE_BEING_DRAWN = { stroke: "var(--accent)", strokeWidth: 2 };
const colourOfNode = (node: FlowNode) => (node.type === "card" ? colourOf(node.id) : colourOfLook(node));
const startWiring: OnConnectStart = (_, params) => beginWiring(params);
/** What can be looked into is opened; of all else the inspector says what there is. */
const openNode = (event: MouseEvent, node: FlowNode) => {
  // A click on a card does not focus it, and the focus comes back to where it was.
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
  sessionStore.setState(isModel(node.id) ? { box: node.id } : { drawer: "inspector" });
};
const closeRefusal = () => sessionStore.setState({ refusal: undefined });

/** Zoomed out as far as this, most of a graph is in sight: to take cards out and in at its edges costs more than to keep all. */
const ALL_IN_SIGHT = 0.15;
const GRID: [number, number] = [8, 8];
const startRewiring = (_: unknown, edge: TypedEdgeData) => holdEdge(edge);
const rewire = (_: unknown, connection: Connection) => connect(connection);
const dragOverEdges: OnNodeDrag<FlowNode> = (_, node, all) => {
  if (all.length === 1) cardDraggedOver(node.id);
};
const dropOnEdge: OnNodeDrag<FlowNode> = (_, node) => dropCard(node.id, endEdgeDrop());
const dragOver = (event: DragEvent) => {
  event.preventDefault();
  typeDraggedOver(event.clientX, event.clientY);
};
const followPointer = (event: PointerEvent) => holdPointer({ x: event.clientX, y: event.clientY });
const loosePointer = () => holdPointer(undefined);
const openPaletteHere = (event: MouseEvent) => {
  const onNothing = event.target instanceof Element && event.target.classList.contains("react-flow__pane");
  if (onNothing) openPalette({ kind: "all" }, { x: event.clientX, y: event.clientY });
};

export function Canvas() {
  const graph = useDocument((state) => state.graph);
  const locked = useDocument((state) => state.locked);
  const selected = useSession((state) => state.selected);
  const { screenToFlowPosition } = useReactFlow();
  const snapping = useGesture((state) => state.snap);
  const free = useKeyPress("Alt");
  const [menu, setMenu] = useState<FittingAt>();
  const { nodes, onNodesChange } = useFlowNodes();
  const { edges, onEdgesChange } = useFlowEdges();
  const allInSight = useStore((state) => state.transform[2] < ALL_IN_SIGHT);
  useGoTo();

  const onDrop = useCallback(
    async (event: DragEvent) => {
      event.preventDefault();
      const block = event.dataTransfer.getData(BLOCK_TYPE);
      if (block !== "") {
        const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY });
        await (await import("../dialogs")).putBlock(block, [x, y]);
        return;
      }
      const type = event.dataTransfer.getData(NODE_TYPE);
      const drop = endEdgeDrop();
      if (type !== "") {
        const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY });
        dropType(type, [x - 104, y - 18], drop);
        return;
      }
      await takeDroppedFiles(event.dataTransfer);
    },
    [screenToFlowPosition],
  );

  const onConnectEnd = useCallback<OnConnectEnd>(
    (event, state) => {
      const held = heldEdge();
      const landing = endWiring(event, state);
      letGoOfEdge();
      const { x, y } = pointOf(event);
      if (landing.kind === "refused") {
        const { reason, fix } = landing;
        sessionStore.setState({ refusal: { x, y, reason, ...(fix ? { fix } : {}) }, status: reason });
      } else if (landing.kind === "nothing" && held) dropEdge(held);
      else if (landing.kind === "nothing") {
        setMenu({ x, y, wiring: landing.wiring, at: screenToFlowPosition({ x, y }) });
      }
    },
    [screenToFlowPosition],
  );

  return (
    <CanvasMenu>
      <FormOfCanvas>
        <ReactFlow
          onDrop={onDrop}
          onDragOver={dragOver}
          onDragLeave={endEdgeDrop}
          onDoubleClick={openPaletteHere}
          onPointerMove={followPointer}
          onPointerLeave={loosePointer}
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          onConnect={connect}
          onConnectStart={startWiring}
          onConnectEnd={onConnectEnd}
          onClickConnectStart={startWiring}
          onClickConnectEnd={onConnectEnd}
          isValidConnection={isAllowed}
          onPaneClick={closeRefusal}
          onNodeDoubleClick={openNode}
          onNodeDrag={dragOverEdges}
          onNodeDragStop={dropOnEdge}
          onReconnectStart={startRewiring}
          onReconnect={rewire}
          reconnectRadius={10}
          onInit={holdFlow}
          snapToGrid={snapping && !free}
          snapGrid={GRID}
          zoomOnDoubleClick={false}
          panActivationKeyCode={null}
          connectionLineType={ConnectionLineType.Bezier}
          connectionLineStyle={EDGE_BEING_DRAWN}
          connectionRadius={24}
          nodesDraggable={!locked}
          nodesConnectable={!locked}
          edgesFocusable={false}
          onKeyDown={actOnLook}
          deleteKeyCode={null}
          selectionMode={SelectionMode.Partial}
          multiSelectionKeyCode={MULTI}
          minZoom={MIN_ZOOM}
          maxZoom={2}
          fitView
          fitViewOptions={FIT}
          onlyRenderVisibleElements={nodes.length > 150 && !allInSight}
          elevateNodesOnSelect
          attributionPosition="top-right"
        >
          <Background variant={BackgroundVariant.Dots} gap={20} size={1.4} />
          <Suspense fallback={null}>
            <LooksBar />
          </Suspense>
          <Controls showInteractive={false} showFitView={false} position="bottom-left">
            <ControlButton aria-label="Fit View" title="Fit View" onClick={() => showNodes()}>
              <Maximize className="fill-none!" strokeWidth={3} />
            </ControlButton>
          </Controls>
          {nodes.length > 0 && (
            <MiniMap
              pannable
              zoomable
              ariaLabel="Overview of the graph"
              position="bottom-right"
              style={MINIMAP}
              nodeBorderRadius={12}
              nodeColor={colourOfNode}
            />
          )}
        </ReactFlow>
      </FormOfCanvas>
      {Object.keys(graph.nodes).length === 0 && <EmptyHint />}
      {menu && (
        <Suspense fallback={null}>
          <FittingMenu at={menu} close={() => setMenu(undefined)} />
        </Suspense>
      )}
      <span className="sr-only" aria-live="polite">
        {selected.length > 1 ? `${selected.length} nodes selected` : ""}
      </span>
    </CanvasMenu>
  );
}

function isModel(id: string): boolean {
  const definition = registry.get(documentStore.getState().graph.nodes[id]?.type ?? "");
  return definition !== undefined && isModelNode(definition);
}

function colourOf(id: string): string {
  const type = documentStore.getState().graph.nodes[id]?.type;
  return categoryLook(type === undefined ? undefined : registry.get(type)?.category).colour;
}
