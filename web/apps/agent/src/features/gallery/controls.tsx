import { Button, Checkbox, Field, IconButton, Input, Kbd, Select, Switch, Textarea } from "@rapport/ui";
import { Archive, Send } from "lucide-react";
import { LONG, Specimen, State } from "./specimen";

const VARIANTS = ["primary", "secondary", "ghost", "danger"] as const;
const hover = { "data-state-hover": "" };
const focus = { "data-state-focus": "" };
const ignore = () => undefined;

export function Buttons() {
  return (
    <Specimen name="Button">
      {VARIANTS.map((variant) => (
        <State key={variant} name={variant}>
          <Button variant={variant}>Default</Button>
          <Button variant={variant} {...hover}>
            Hover
          </Button>
          <Button variant={variant} {...focus}>
            Focus
          </Button>
          <Button variant={variant} disabled>
            Disabled
          </Button>
          <Button variant={variant} loading>
            Loading
          </Button>
        </State>
      ))}
      <State name="sizes, with an icon">
        <Button size="sm" icon={<Send size={14} aria-hidden />}>
          Small
        </Button>
        <Button icon={<Send size={14} aria-hidden />}>Medium</Button>
        <Button size="lg" icon={<Send size={16} aria-hidden />}>
          Large
        </Button>
      </State>
      <State name="long text">
        <Button className="max-w-full">
          <span className="truncate">{LONG}</span>
        </Button>
      </State>
    </Specimen>
  );
}

export function IconButtons() {
  return (
    <Specimen name="IconButton">
      {VARIANTS.map((variant) => (
        <State key={variant} name={variant}>
          <IconButton variant={variant} label="Default">
            <Archive size={16} aria-hidden />
          </IconButton>
          <IconButton variant={variant} label="Hover" {...hover}>
            <Archive size={16} aria-hidden />
          </IconButton>
          <IconButton variant={variant} label="Focus" {...focus}>
            <Archive size={16} aria-hidden />
          </IconButton>
          <IconButton variant={variant} label="Pressed" pressed>
            <Archive size={16} aria-hidden />
          </IconButton>
          <IconButton variant={variant} label="Disabled" disabled>
            <Archive size={16} aria-hidden />
          </IconButton>
          <IconButton variant={variant} label="Small" size="sm">
            <Archive size={14} aria-hidden />
          </IconButton>
        </State>
      ))}
    </Specimen>
  );
}

export function Fields() {
  return (
    <Specimen name="Field, Input, Textarea, Select">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Default" hint="A hint says what is meant.">
          <Input placeholder="Placeholder" />
        </Field>
        <Field label="Filled" aside="optional">
          <Input defaultValue="Nguyễn Thị Hoa" />
        </Field>
        <Field label="Hover">
          <Input defaultValue="Pointed at" {...hover} />
        </Field>
        <Field label="Focus">
          <Input defaultValue="Being written in" {...focus} />
        </Field>
        <Field label="Error" error="This is not a mail address." required>
          <Input defaultValue="ana@" />
        </Field>
        <Field label="Disabled">
          <Input defaultValue="Not now" disabled />
        </Field>
        <Field label="Read only">
          <Input defaultValue="olga@example.test" readOnly />
        </Field>
        <Field label={LONG} hint={LONG} error={LONG}>
          <Input defaultValue={LONG} />
        </Field>
        <Field label="Select">
          <Select defaultValue="b">
            <option value="a">First</option>
            <option value="b">{LONG}</option>
          </Select>
        </Field>
        <Field label="Select, error" error="This is needed.">
          <Select>
            <option>None</option>
          </Select>
        </Field>
        <Field label="Select, disabled">
          <Select disabled>
            <option>Not now</option>
          </Select>
        </Field>
        <div className="self-end">
          <Select quiet aria-label="Quiet select">
            <option>Quiet, for tool bars</option>
          </Select>
        </div>
        <Field label="Textarea">
          <Textarea defaultValue={`Two lines,\nthe second of them short.`} />
        </Field>
        <Field label="Textarea, error" error="This is too long.">
          <Textarea defaultValue={LONG} />
        </Field>
      </div>
    </Specimen>
  );
}

export function Checkboxes() {
  return (
    <Specimen name="Checkbox">
      <div className="grid gap-3 sm:grid-cols-2">
        <Checkbox label="Default" />
        <Checkbox label="Ticked" checked onChange={ignore} />
        <Checkbox label="Focus" {...focus} />
        <Checkbox label="With a hint" hint="What ticking it does." />
        <Checkbox label="Disabled" disabled />
        <Checkbox label="Ticked, disabled" checked disabled onChange={ignore} />
        <Checkbox label={LONG} hint={LONG} className="sm:col-span-2" />
      </div>
    </Specimen>
  );
}

export function Switches() {
  return (
    <Specimen name="Switch">
      <div className="grid gap-3 sm:grid-cols-2">
        <Switch label="Off" checked={false} onChange={ignore} />
        <Switch label="On" checked onChange={ignore} />
        <Switch label="Focus" {...focus} checked onChange={ignore} />
        <Switch label="With a hint" hint="What it turns on." checked={false} onChange={ignore} />
        <Switch label="Disabled" disabled checked={false} onChange={ignore} />
        <Switch label="On, disabled" disabled checked onChange={ignore} />
        <Switch label={LONG} hint={LONG} className="sm:col-span-2" checked onChange={ignore} />
      </div>
    </Specimen>
  );
}

export function Keys() {
  return (
    <Specimen name="Kbd">
      <State name="normal">
        <Kbd>Ctrl</Kbd>
        <Kbd>K</Kbd>
        <Kbd>?</Kbd>
      </State>
      <State name="inverse">
        <span className="flex gap-1 rounded bg-[oklch(0.27_0.01_250)] p-2">
          <Kbd tone="inverse">Ctrl</Kbd>
          <Kbd tone="inverse">K</Kbd>
        </span>
      </State>
    </Specimen>
  );
}
