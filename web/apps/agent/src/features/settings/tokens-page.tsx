import { api, unwrap, type ApiTokenView, type CreatedApiTokenView } from "@rapport/api";
import { Button, Dialog, EmptyState, Field, Input, Notice, Select, Table, Td, Th, Tr } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { Confirm } from "@/shared/components/confirm";
import { CopyField } from "@/shared/components/copy-field";
import { LoadState, Page } from "@/shared/components/page";
import { PermissionList } from "@/shared/components/permission-list";
import { useNow } from "@/shared/hooks/use-now";
import { fieldProblem, problemText, toastProblem } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { useSession } from "@/shared/session";

const KEY = ["api-tokens"];

/** Keys for programs. A key is shown once, when it is made; afterwards only how it begins. */
export default function TokensPage() {
  const i18n = useI18n();
  const { t, day, relative } = i18n;
  const now = useNow();
  const query = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await unwrap(api.GET("/api/v1/api-tokens", { signal }))).items,
  });
  const [creating, setCreating] = useState(false);
  const [removing, setRemoving] = useState<ApiTokenView>();
  const remove = useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE("/api/v1/api-tokens/{id}", { params: { path: { id } } })),
    onSuccess: () => setRemoving(undefined),
    onError: (error) => toastProblem(i18n, error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <Page
      title={t("tokens.title")}
      about={
        <>
          {t("tokens.about")}{" "}
          <a href="/api/docs" target="_blank" rel="noopener" className="text-accent underline underline-offset-2">
            {t("tokens.docs")}
          </a>
        </>
      }
      actions={
        <Button variant="primary" icon={<Plus size={15} aria-hidden />} onClick={() => setCreating(true)}>
          {t("tokens.add")}
        </Button>
      }
    >
      <LoadState query={query} />
      {query.data?.length === 0 && (
        <EmptyState icon={<KeyRound aria-hidden />} title={t("tokens.none")}>
          {t("tokens.begin")}
        </EmptyState>
      )}
      {query.data && query.data.length > 0 && (
        <Table
          label={t("tokens.title")}
          head={
            <>
              <Th>{t("inbox.name")}</Th>
              <Th>{t("tokens.prefix")}</Th>
              <Th>{t("tokens.lastUsed")}</Th>
              <Th>{t("tokens.expires")}</Th>
              <Th>
                <span className="sr-only">{t("action.more")}</span>
              </Th>
            </>
          }
        >
          {query.data.map((token) => (
            <Tr key={token.id}>
              <Td className="max-w-60 truncate font-medium">{token.name}</Td>
              <Td className="font-mono text-xs">{token.prefix}…</Td>
              <Td className="whitespace-nowrap text-muted">
                {token.last_used_at ? relative(token.last_used_at, now) : t("tokens.never")}
              </Td>
              <Td className="whitespace-nowrap text-muted">
                {token.expires_at ? day(token.expires_at) : t("tokens.noEnd")}
              </Td>
              <Td className="text-right">
                <Button size="sm" onClick={() => setRemoving(token)}>
                  {t("tokens.revoke")}
                </Button>
              </Td>
            </Tr>
          ))}
        </Table>
      )}
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
      {removing && (
        <Confirm
          title={t("tokens.revokeTitle", { name: removing.name })}
          action={t("tokens.revoke")}
          busy={remove.isPending}
          onConfirm={() => remove.mutate(removing.id)}
          onClose={() => setRemoving(undefined)}
        >
          {t("tokens.revokeText")}
        </Confirm>
      )}
    </Page>
  );
}

const DAYS = [0, 30, 90, 365] as const;

/** Offers only what the agent may do: a token can never do more than who made it. */
function CreateDialog({ onClose }: { onClose: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const { permissions } = useSession();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["conversations.read"]);
  const [days, setDays] = useState<number>(90);
  const [created, setCreated] = useState<CreatedApiTokenView>();
  const create = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/api-tokens", {
          body: {
            name: name.trim(),
            scopes,
            expires_at: days === 0 ? null : new Date(Date.now() + days * 86_400_000).toISOString(),
          },
        }),
      ),
    onSuccess: (token) => {
      setCreated(token);
      void queryClient.invalidateQueries({ queryKey: KEY });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") create.mutate();
  };
  if (created) {
    return (
      <Dialog
        open
        size="md"
        onOpenChange={(open) => !open && onClose()}
        title={t("tokens.created")}
        closeLabel={t("action.close")}
        footer={
          <Button variant="primary" onClick={onClose}>
            {t("tokens.kept")}
          </Button>
        }
      >
        <div className="flex flex-col gap-3 pb-4">
          <Notice tone="warning">{t("tokens.once")}</Notice>
          <CopyField label={created.name} value={created.token} />
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      size="md"
      onOpenChange={(open) => !open && onClose()}
      title={t("tokens.add")}
      closeLabel={t("action.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button
            variant="primary"
            type="submit"
            form="token-form"
            disabled={name.trim() === "" || scopes.length === 0}
            loading={create.isPending}
          >
            {t("action.create")}
          </Button>
        </>
      }
    >
      <form id="token-form" onSubmit={submit} className="flex flex-col gap-4 pb-4">
        {create.isError && <Notice tone="danger">{problemText(i18n, create.error)}</Notice>}
        <div className="grid gap-4 sm:grid-cols-[1fr_10rem]">
          <Field label={t("tokens.purpose")} error={fieldProblem(i18n, create.error, "name")}>
            <Input maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
          </Field>
          <Field label={t("tokens.expires")}>
            <Select value={days} onChange={(event) => setDays(Number(event.target.value))}>
              {DAYS.map((option) => (
                <option key={option} value={option}>
                  {option === 0 ? t("tokens.noEnd") : t("tokens.days", { count: option })}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        <PermissionList label={t("tokens.scopes")} all={permissions} chosen={scopes} onChange={setScopes} />
      </form>
    </Dialog>
  );
}
