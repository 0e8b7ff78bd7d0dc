import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";

export interface TabsProps<K extends string> {
  value: K;
  onChange: (value: K) => void;
  label: string;
  tabs: { key: K; label: ReactNode; icon?: ReactNode }[];
  children?: ReactNode;
  className?: string;
}

/** Views of the same thing. A module of its own, because the first screen needs none. */
export function Tabs<K extends string>({ value, onChange, label, tabs, children, className }: TabsProps<K>) {
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as K)} className={className}>
      <Radix.List aria-label={label} className="flex gap-4 border-b border-line">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.key}
            value={tab.key}
            className="-mb-px flex h-9 items-center gap-1.5 border-b-2 border-transparent text-base font-medium text-muted transition-colors hover:text-text data-[state=active]:border-accent data-[state=active]:text-text [&>svg]:size-4"
          >
            {tab.icon}
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {children}
    </Radix.Root>
  );
}

/** What one tab shows; only the chosen one is drawn. */
export function TabPanel({ value, children, className }: { value: string; children: ReactNode; className?: string }) {
  return (
    <Radix.Content value={value} className={className}>
      {children}
    </Radix.Content>
  );
}
