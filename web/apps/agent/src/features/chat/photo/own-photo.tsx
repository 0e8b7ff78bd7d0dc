import { api, isApiError, unwrap, type CapacityView } from "@rapport/api";
import { Avatar, Button, Notice, Skeleton } from "@rapport/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Trash2, Upload } from "lucide-react";
import { useRef } from "react";
import { useI18n } from "@/i18n";
import { LoadState, Section } from "@/shared/components/page";
import { problemText } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { useSession } from "@/shared/session";
import { capacityQuery } from "../data/capacity";
import { useHasSites } from "../data/use-live";
import { shrink } from "./shrink";

async function putPhoto(file: File): Promise<CapacityView> {
  const photo = await shrink(file);
  return unwrap(
    api.PUT("/api/v1/me/photo", {
      // The document knows bytes only as a list of numbers; what leaves is the picture itself.
      body: [],
      bodySerializer: () => photo,
      headers: { "Content-Type": photo.type || "application/octet-stream" },
    }),
  );
}

/** The photo by which visitors know the reader; nothing where there are no visitors. */
export default function OwnPhoto() {
  const { t } = useI18n();
  const sites = useHasSites();
  const query = useQuery({ ...capacityQuery, enabled: sites });
  if (!sites) return null;
  return (
    <Section title={t("photo.title")} about={t("photo.about")}>
      {query.data ? (
        <Photo url={query.data.photo_url ?? undefined} />
      ) : query.isError ? (
        <LoadState query={query} />
      ) : (
        <Skeleton className="size-20 rounded-full" />
      )}
    </Section>
  );
}

function Photo({ url }: { url: string | undefined }) {
  const i18n = useI18n();
  const { t } = i18n;
  const { agent } = useSession();
  const picker = useRef<HTMLInputElement>(null);
  const save = useMutation({
    mutationFn: (file: File | undefined) => (file ? putPhoto(file) : unwrap(api.DELETE("/api/v1/me/photo"))),
    onSuccess: (capacity) => queryClient.setQueryData(capacityQuery.queryKey, capacity),
  });
  const refused = isApiError(save.error) ? save.error.fields["photo"]?.code : undefined;
  const problem =
    refused === "not_a_picture"
      ? t("photo.notAPicture")
      : refused === "too_large" || isApiError(save.error, "body_too_large")
        ? t("photo.tooLarge")
        : problemText(i18n, save.error);
  return (
    <div className="flex flex-wrap items-center gap-4">
      <Avatar name={agent.name} src={url} className="size-20 text-2xl" />
      <div className="flex min-w-0 flex-col gap-2">
        <div className="flex flex-wrap gap-2">
          <Button
            icon={<Upload size={15} aria-hidden />}
            loading={save.isPending && save.variables !== undefined}
            disabled={save.isPending}
            onClick={() => picker.current?.click()}
          >
            {t(url === undefined ? "photo.choose" : "photo.change")}
          </Button>
          {url !== undefined && (
            <Button
              icon={<Trash2 size={15} aria-hidden />}
              loading={save.isPending && save.variables === undefined}
              disabled={save.isPending}
              onClick={() => save.mutate(undefined)}
            >
              {t("photo.remove")}
            </Button>
          )}
        </div>
        <p className="text-xs text-faint">{t("photo.hint")}</p>
      </div>
      <input
        ref={picker}
        type="file"
        accept="image/png,image/jpeg,image/webp"
        aria-label={t("photo.title")}
        hidden
        onChange={({ target }) => {
          const file = target.files?.[0];
          // The same file may be chosen again after it was refused.
          target.value = "";
          if (file) save.mutate(file);
        }}
      />
      {save.isError && (
        <Notice tone="danger" className="w-full">
          {problem}
        </Notice>
      )}
    </div>
  );
}
