import { Resizer } from "@rapport/ui";
import { PANES, resetPane, setPane, showPane, usePane, type PaneName } from "../panes";

export interface PaneHandleProps {
  pane: PaneName;
  label: string;
  /** Id of the pane's element. */
  controls: string;
  /** The side of the handle on which its pane lies. */
  side?: "left" | "right";
}

/** The line between two panes, with which the pane beside it is made wider or narrower. */
export function PaneHandle({ pane, label, controls, side = "left" }: PaneHandleProps) {
  const width = usePane(pane);
  const { min, max } = PANES[pane];
  return (
    <Resizer
      label={label}
      controls={controls}
      value={width}
      min={min}
      max={max}
      side={side}
      onDrag={(next) => showPane(pane, next)}
      onChange={(next) => setPane(pane, next)}
      onReset={() => resetPane(pane)}
    />
  );
}
