import {
  Avatar,
  Button,
  CommandDialog,
  Dialog,
  DropdownMenu,
  IconButton,
  Input,
  MenuItem,
  MenuLabel,
  MenuSeparator,
  Picker,
  Popover,
  showToast,
  Tooltip,
} from "@rapport/ui";
import { CircleHelp, Moon, Sun, Trash2 } from "lucide-react";
import { useState } from "react";
import { LONG, Specimen, State } from "./specimen";

const PEOPLE = [
  { key: "ana", label: "Ana Ionescu", icon: <Avatar name="Ana Ionescu" size="xs" />, aside: "You" },
  { key: "hoa", label: "Nguyễn Thị Hoa", icon: <Avatar name="Nguyễn Thị Hoa" size="xs" />, aside: "Online" },
  { key: "long", label: LONG, icon: <Avatar name={LONG} size="xs" /> },
];

/** What floats is opened by its button: it lies over everything else. */
export function Floating() {
  const [dialog, setDialog] = useState(false);
  const [command, setCommand] = useState(false);
  const [picked, setPicked] = useState<string[]>(["ana"]);
  const toggle = (key: string) =>
    setPicked(picked.includes(key) ? picked.filter((other) => other !== key) : [...picked, key]);
  return (
    <Specimen name="Dialog, DropdownMenu, Popover, Picker, Tooltip, Toast">
      <State name="opened by a click">
        <Button onClick={() => setDialog(true)}>Dialog</Button>
        <Button onClick={() => setCommand(true)}>Command dialog</Button>
        <DropdownMenu trigger={<Button>Menu</Button>}>
          <MenuLabel>Theme</MenuLabel>
          <MenuItem icon={<Sun />} checked onSelect={() => undefined}>
            Light
          </MenuItem>
          <MenuItem icon={<Moon />} checked={false} onSelect={() => undefined}>
            Dark
          </MenuItem>
          <MenuSeparator />
          <MenuItem disabled onSelect={() => undefined}>
            Disabled
          </MenuItem>
          <MenuItem danger icon={<Trash2 />} onSelect={() => undefined}>
            Delete
          </MenuItem>
        </DropdownMenu>
        <Popover label="Popover" className="max-w-xs p-3" trigger={<Button>Popover</Button>}>
          Free content beside its trigger.
        </Popover>
        <Picker
          label="Colleagues"
          searchLabel="Find a colleague"
          emptyLabel="Nothing found"
          options={PEOPLE}
          selected={picked}
          multiple
          onPick={toggle}
          trigger={<Button>Picker</Button>}
        />
        <Tooltip text="What it does" shortcut="Ctrl K">
          <Button>Explained</Button>
        </Tooltip>
        <IconButton label="Tooltip" shortcut="? ?" variant="secondary">
          <CircleHelp size={16} aria-hidden />
        </IconButton>
      </State>
      <State name="toasts">
        {(["info", "success", "danger"] as const).map((tone) => (
          <Button
            key={tone}
            onClick={() =>
              showToast({
                tone,
                message: `Something happened (${tone})`,
                action: { label: "Undo", run: () => undefined },
              })
            }
          >
            {tone}
          </Button>
        ))}
      </State>
      {command && (
        <CommandDialog label="A command" onClose={() => setCommand(false)} onClosed={() => undefined}>
          <Input aria-label="Command" placeholder="Type a command" />
        </CommandDialog>
      )}
      <Dialog
        open={dialog}
        onOpenChange={setDialog}
        title="A question"
        description="What it is about."
        closeLabel="Close"
        footer={
          <>
            <Button onClick={() => setDialog(false)}>Cancel</Button>
            <Button variant="danger" onClick={() => setDialog(false)}>
              Delete
            </Button>
          </>
        }
      >
        <p className="pb-3 text-muted">{LONG}</p>
      </Dialog>
    </Specimen>
  );
}
