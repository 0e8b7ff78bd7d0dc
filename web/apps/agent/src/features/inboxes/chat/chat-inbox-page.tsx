/** Settings of a site. Loaded when one is opened: no other inbox needs it. */
import { api, isApiError, unwrap, type ChatInboxView, type InboxView } from "@rapport/api";
import { Button, Notice, showToast } from "@rapport/ui";
import { TabPanel, Tabs } from "@rapport/ui/tabs";
import { useMutation, useQuery } from "@tanstack/react-query";
import { CalendarClock, ClipboardList, Code, Hand, Palette, ShieldCheck } from "lucide-react";
import { useEffect, useRef, useState, type FormEvent, type RefObject } from "react";
import { useI18n } from "@/i18n";
import { brandsQuery } from "@/shared/lookups";
import { problemText } from "@/shared/problems";
import { refreshInboxes } from "../queries";
import { BeforeTab } from "./before-tab";
import { CHAT_TABS, formFromSite, siteRequest, tabOf, type ChatForm, type ChatTab, type SetWidget } from "./chat-form";
import { HoursTab } from "./hours-tab";
import { InstallTab } from "./install-tab";
import { InvitationsTab } from "./invitations-tab";
import { LookTab } from "./look-tab";
import { RulesTab } from "./rules-tab";

const ICONS = {
  install: Code,
  look: Palette,
  before: ClipboardList,
  hours: CalendarClock,
  invitations: Hand,
  rules: ShieldCheck,
} as const;

/** What every tab gets. */
export interface TabProps {
  inbox: InboxView;
  form: ChatForm;
  set: (change: Partial<ChatForm>) => void;
  setSite: (change: Partial<ChatForm["site"]>) => void;
  keepSite: (change: Partial<ChatForm["site"]>) => void;
  setWidget: SetWidget;
  error: unknown;
  /** The language in which one writes what visitors read. */
  locale: string;
  setLocale: (locale: string) => void;
}

/** One form over several tabs, so that one button saves it all; hours are a thing of their own. */
export default function ChatInboxForm({ inbox, site }: { inbox: InboxView; site: ChatInboxView }) {
  const i18n = useI18n();
  const { t } = i18n;
  const [form, setForm] = useState(() => formFromSite(inbox, site));
  const [saved, setSaved] = useState(form);
  const [tab, setTab] = useState<ChatTab>("install");
  const [locale, setLocale] = useState(form.site.widget.locales[0] ?? i18n.locale);
  const brand = useQuery(brandsQuery).data?.find((one) => one.id === inbox.brand_id);
  const set: TabProps["set"] = (change) => setForm((now) => ({ ...now, ...change }));
  const setSite: TabProps["setSite"] = (change) => setForm((now) => ({ ...now, site: { ...now.site, ...change } }));
  /** Something of the site that the server has already: nothing is left to be saved by it. */
  const keepSite: TabProps["setSite"] = (change) => {
    setSite(change);
    setSaved((now) => ({ ...now, site: { ...now.site, ...change } }));
  };
  const setWidget: SetWidget = (change) =>
    setForm((now) => ({ ...now, site: { ...now.site, widget: { ...now.site.widget, ...change } } }));
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PATCH("/api/v1/inboxes/{id}", {
          params: { path: { id: inbox.id } },
          body: { name: form.name.trim(), enabled: form.enabled, team_id: form.teamId, chat: siteRequest(form) },
        }),
      ),
    onSuccess: async (stored) => {
      // Keys that the form had made, and what the server brought into its form.
      const next = stored.chat ? formFromSite(stored, stored.chat) : form;
      setForm(next);
      setSaved(next);
      await refreshInboxes();
      showToast({ tone: "success", message: t("action.saved") });
    },
    onError: (error) => {
      const [first] = isApiError(error) ? Object.keys(error.fields) : [];
      if (first !== undefined) setTab(tabOf(first));
    },
  });
  const changed = JSON.stringify(form) !== JSON.stringify(saved);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form.name.trim() === "") setTab("install");
    else save.mutate();
  };
  const bar = useTabInSight(tab);
  const props: TabProps = { inbox, form, set, setSite, keepSite, setWidget, error: save.error, locale, setLocale };
  const tabs = CHAT_TABS.map((key) => {
    const Icon = ICONS[key];
    return { key, label: t(`site.tab.${key}`), icon: <Icon aria-hidden className="max-sm:hidden" /> };
  });
  return (
    <form ref={bar} onSubmit={submit} noValidate>
      <Tabs
        value={tab}
        onChange={setTab}
        label={t("site.tabs")}
        tabs={tabs}
        className="[&>[role=tablist]]:scroll-thin [&>[role=tablist]]:overflow-x-auto [&>[role=tablist]]:overflow-y-hidden [&_[role=tab]]:shrink-0"
      >
        {save.isError && (
          <Notice tone="danger" className="mt-4">
            {problemText(i18n, save.error)}
          </Notice>
        )}
        <TabPanel value="install" className="pt-6">
          <InstallTab {...props} />
        </TabPanel>
        <TabPanel value="look" className="pt-6">
          <LookTab {...props} brand={brand} />
        </TabPanel>
        <TabPanel value="before" className="pt-6">
          <BeforeTab {...props} />
        </TabPanel>
        <TabPanel value="hours" className="pt-6">
          <HoursTab inboxId={inbox.id} />
        </TabPanel>
        <TabPanel value="invitations" className="pt-6">
          <InvitationsTab {...props} />
        </TabPanel>
        <TabPanel value="rules" className="pt-6">
          <RulesTab {...props} />
        </TabPanel>
      </Tabs>
      {tab !== "hours" && (
        <div className="sticky bottom-0 -mx-1 flex items-center justify-end gap-3 border-t border-line bg-surface px-1 py-3">
          <span role="status" className="text-sm text-muted">
            {changed && t("site.unsaved")}
          </span>
          <Button type="submit" variant="primary" disabled={!changed} loading={save.isPending}>
            {t("action.save")}
          </Button>
        </div>
      )}
    </form>
  );
}

/** On a phone the tabs are wider than the screen; the chosen one is scrolled to. */
function useTabInSight(tab: ChatTab): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current
      ?.querySelector("[role=tab][aria-selected=true]")
      ?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [tab]);
  return form;
}
