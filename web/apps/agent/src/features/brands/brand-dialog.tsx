import { api, unwrap, type BrandView } from "@rapport/api";
import { Button, cx, Dialog, Field, Input, Notice } from "@rapport/ui";
import { useMutation } from "@tanstack/react-query";
import { Check, TriangleAlert } from "lucide-react";
import { useEffect, useMemo, useState, type FormEvent } from "react";
import { useI18n } from "@/i18n";
import { contrastWithWhite, LEGIBLE, wearBrand } from "@/shared/brand";
import { fieldProblem, problemText } from "@/shared/problems";
import { queryClient } from "@/shared/query-client";
import { sessionQuery, setupQuery } from "@/shared/session";
import { BrandPicture } from "./brand-picture";
import { saveLogo, type LogoChange } from "./logo";

/** Colours that carry white text and look calm beside grey. */
const COLORS = [
  "#00677a",
  "#2563eb",
  "#4f46e5",
  "#7c3aed",
  "#a21caf",
  "#be185d",
  "#b91c1c",
  "#c2410c",
  "#15803d",
  "#0f766e",
];

/** The largest logo that the server takes. */
const MOST_BYTES = 512 * 1024;

interface BrandDialogProps {
  brand: BrandView | undefined;
  /** Whether the workspace itself wears it. */
  first: boolean;
  onClose: () => void;
}

/** Adds or changes a brand. The colour is refused as soon as white text could not be read on it. */
export function BrandDialog({ brand, first, onClose }: BrandDialogProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const [name, setName] = useState(brand?.name ?? "");
  const [color, setColor] = useState(brand?.color ?? COLORS[0] ?? "");
  const [logo, setLogo] = useState<LogoChange>("keep");
  const [tried, setTried] = useState(false);
  const ratio = contrastWithWhite(color);
  const legible = ratio !== undefined && ratio >= LEGIBLE;
  const tooLarge = logo instanceof File && logo.size > MOST_BYTES;
  const picture = useObjectUrl(logo);
  const save = useMutation({
    mutationFn: async () => {
      const body = { name: name.trim(), color };
      const saved = brand
        ? await unwrap(api.PATCH("/api/v1/brands/{id}", { params: { path: { id: brand.id } }, body }))
        : await unwrap(api.POST("/api/v1/brands", { body }));
      return saveLogo(saved, logo);
    },
    onSuccess: (saved) => {
      if (first) {
        wearBrand(saved.color);
        queryClient.setQueryData(sessionQuery.queryKey, (session) => session && { ...session, brand: saved });
        queryClient.setQueryData(setupQuery.queryKey, (setup) => setup && { ...setup, brand: saved });
      }
      onClose();
    },
    // A logo may be refused after the rest was saved.
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["brands"] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "" && legible && !tooLarge) save.mutate();
  };
  const shown = {
    name,
    color: legible ? color : (brand?.color ?? color),
    logo_url: picture ?? (logo === "keep" ? brand?.logo_url : undefined),
  };
  return (
    <Dialog
      open
      size="md"
      onOpenChange={(open) => !open && onClose()}
      title={brand ? t("brands.edit", { name: brand.name }) : t("brands.add")}
      closeLabel={t("action.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" form="brand-form" loading={save.isPending}>
            {t("action.save")}
          </Button>
        </>
      }
    >
      <form id="brand-form" onSubmit={submit} noValidate className="flex flex-col gap-4 pb-4">
        {save.isError && <Notice tone="danger">{problemText(i18n, save.error)}</Notice>}
        <Field
          label={t("inbox.name")}
          hint={t("brands.nameHint")}
          error={tried && name.trim() === "" ? t("field.required") : fieldProblem(i18n, save.error, "name")}
        >
          <Input maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <ColorField color={color} onChange={setColor} />
        <Contrast color={color} ratio={ratio} />
        <Field
          label={t("brands.logo")}
          hint={t("brands.logoHint")}
          error={tooLarge ? t("brands.logoTooLarge") : fieldProblem(i18n, save.error, "logo")}
        >
          <span className="flex items-center gap-3">
            <BrandPicture brand={{ ...shown, logo_url: shown.logo_url ?? null }} />
            <Input
              type="file"
              accept="image/png,image/jpeg,image/webp"
              className="h-auto min-w-0 flex-1 py-1.5 text-sm file:mr-3 file:rounded file:border-0 file:bg-active file:px-2.5 file:py-1 file:text-text"
              onChange={(event) => setLogo(event.target.files?.[0] ?? "keep")}
            />
          </span>
        </Field>
        {brand?.logo_url && logo !== "remove" && (
          <div>
            <Button size="sm" onClick={() => setLogo("remove")}>
              {t("brands.removeLogo")}
            </Button>
          </div>
        )}
      </form>
    </Dialog>
  );
}

/** An address for a file that was chosen and not sent yet. */
function useObjectUrl(logo: LogoChange): string | undefined {
  const url = useMemo(() => (logo instanceof File ? URL.createObjectURL(logo) : undefined), [logo]);
  useEffect(
    () => () => {
      if (url !== undefined) URL.revokeObjectURL(url);
    },
    [url],
  );
  return url;
}

function ColorField({ color, onChange }: { color: string; onChange: (color: string) => void }) {
  const { t } = useI18n();
  const valid = contrastWithWhite(color) !== undefined;
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{t("brands.color")}</legend>
      <div className="flex flex-wrap items-center gap-1.5">
        {COLORS.map((option) => (
          <label
            key={option}
            className="relative inline-flex size-8 items-center justify-center rounded has-checked:bg-active has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="brand-color"
              value={option}
              checked={color.toLowerCase() === option}
              onChange={() => onChange(option)}
              aria-label={option}
              className="sr-only"
            />
            <span className="size-5 rounded-full" style={{ background: option }} />
          </label>
        ))}
        <span className="flex items-center gap-1.5 pl-1">
          <input
            type="color"
            aria-label={t("brands.pickColor")}
            value={valid ? color : "#000000"}
            onChange={(event) => onChange(event.target.value)}
            className="size-8 cursor-pointer rounded border border-line-strong bg-transparent p-0.5"
          />
          <Input
            aria-label={t("brands.colorCode")}
            value={color}
            maxLength={7}
            spellCheck={false}
            className="w-24 font-mono"
            onChange={(event) => onChange(event.target.value.trim())}
          />
        </span>
      </div>
    </fieldset>
  );
}

/** How the colour does, on what it is used for: a button with white words, and why it is refused. */
function Contrast({ color, ratio }: { color: string; ratio: number | undefined }) {
  const { t, locale } = useI18n();
  const legible = ratio !== undefined && ratio >= LEGIBLE;
  const shown = ratio === undefined ? "–" : new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(ratio);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded border border-line bg-canvas px-3 py-2.5">
      {/* An example, not a control; what it looks like is said beside it. */}
      <span
        aria-hidden
        className="rounded px-3 py-1.5 text-sm font-medium text-white"
        style={{ background: ratio === undefined ? undefined : color }}
      >
        {t("composer.send")}
      </span>
      <p
        role="status"
        className={cx("flex min-w-0 flex-1 items-start gap-1.5 text-sm", legible ? "text-success" : "text-danger")}
      >
        {legible ? (
          <Check size={15} aria-hidden className="mt-0.5 shrink-0" />
        ) : (
          <TriangleAlert size={15} aria-hidden className="mt-0.5 shrink-0" />
        )}
        <span>
          {ratio === undefined
            ? t("brands.noColor")
            : t(legible ? "brands.legible" : "brands.illegible", { ratio: shown })}
        </span>
      </p>
    </div>
  );
}
