import {
  Avatar,
  Badge,
  Button,
  EmptyState,
  Notice,
  Resizer,
  Skeleton,
  Spinner,
  Table,
  Td,
  Th,
  Tr,
  type Tone,
} from "@rapport/ui";
import { TabPanel, Tabs } from "@rapport/ui/tabs";
import { CircleDot, Inbox } from "lucide-react";
import { useState } from "react";
import { LONG, Specimen, State } from "./specimen";

const TONES: Tone[] = ["neutral", "accent", "info", "success", "warning", "danger"];

export function Badges() {
  return (
    <Specimen name="Badge">
      <State name="tones">
        {TONES.map((tone) => (
          <Badge key={tone} tone={tone} icon={<CircleDot aria-hidden />}>
            {tone}
          </Badge>
        ))}
      </State>
      <State name="long text">
        <Badge tone="info">{LONG}</Badge>
      </State>
    </Specimen>
  );
}

export function Notices() {
  return (
    <Specimen name="Notice">
      {(["info", "success", "warning", "danger"] as const).map((tone) => (
        <Notice key={tone} tone={tone} title={`What happened (${tone})`} action={<Button size="sm">Try again</Button>}>
          What it means, and what to do next.
        </Notice>
      ))}
      <Notice tone="warning">{LONG}</Notice>
    </Specimen>
  );
}

export function Waiting() {
  return (
    <Specimen name="Skeleton, Spinner, EmptyState">
      <State name="Skeleton">
        <Skeleton className="size-8 rounded-full" />
        <Skeleton className="h-4 w-40" />
        <Skeleton className="h-4 w-64" />
      </State>
      <State name="Spinner">
        <Spinner label="Loading" />
        <Spinner size={20} label="Loading" />
      </State>
      <EmptyState
        icon={<Inbox aria-hidden />}
        title="Nothing here yet"
        action={<Button variant="primary">Begin</Button>}
      >
        How to begin, in one sentence.
      </EmptyState>
      <EmptyState title={LONG}>{LONG}</EmptyState>
    </Specimen>
  );
}

export function Avatars() {
  return (
    <Specimen name="Avatar">
      <State name="sizes">
        {(["xs", "sm", "md", "lg"] as const).map((size) => (
          <Avatar key={size} name="Ștefan Popa" size={size} labelled />
        ))}
      </State>
      <State name="names">
        {["Nguyễn Thị Hoa", "Đặng Văn Ánh", "olga@example.test", "李小龍", "", "42"].map((name) => (
          <Avatar key={name} name={name} />
        ))}
      </State>
    </Specimen>
  );
}

export function Tables() {
  return (
    <Specimen name="Table">
      <Table
        label="Agents"
        head={
          <>
            <Th>Name</Th>
            <Th>Role</Th>
            <Th className="text-right">Open</Th>
          </>
        }
      >
        <Tr>
          <Td>Ana Ionescu</Td>
          <Td>Agent</Td>
          <Td className="text-right">12</Td>
        </Tr>
        <Tr data-state-hover="">
          <Td>Hover</Td>
          <Td>Supervisor</Td>
          <Td className="text-right">1,204</Td>
        </Tr>
        <Tr>
          <Td>{LONG}</Td>
          <Td>Agent</Td>
          <Td className="text-right">0</Td>
        </Tr>
      </Table>
    </Specimen>
  );
}

export function TabsAndPanes() {
  const [tab, setTab] = useState<"first" | "second">("first");
  const [width, setWidth] = useState(160);
  return (
    <Specimen name="Tabs, Resizer">
      <Tabs
        label="Parts"
        value={tab}
        onChange={setTab}
        tabs={[
          { key: "first", label: "First", icon: <Inbox aria-hidden /> },
          { key: "second", label: "Second" },
        ]}
      >
        <TabPanel value="first" className="pt-2">
          What the first tab shows.
        </TabPanel>
        <TabPanel value="second" className="pt-2">
          What the second tab shows.
        </TabPanel>
      </Tabs>
      <div className="flex h-16 rounded border border-line">
        <div id="gallery-pane" style={{ width }} className="p-2 text-sm text-muted">
          {width}
        </div>
        <Resizer
          label="Width of the left pane"
          controls="gallery-pane"
          value={width}
          min={80}
          max={320}
          side="left"
          onDrag={setWidth}
          onChange={setWidth}
          onReset={() => setWidth(160)}
        />
        <div className="flex-1 p-2 text-sm text-muted">The line moves by dragging and by the arrow keys.</div>
      </div>
    </Specimen>
  );
}
