import { Toaster } from "@rapport/ui";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { router } from "./app/router";
import "./app.css";
import { I18nProvider, initialLocale, setLocale, useI18n } from "./i18n";
import "./shared/install";
import { queryClient } from "./shared/query-client";
import { registerServiceWorker } from "./shared/service-worker";

function App() {
  const { t } = useI18n();
  return (
    <>
      <RouterProvider router={router} />
      <Toaster label={t("shell.messages")} closeLabel={t("action.close")} />
    </>
  );
}

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

void setLocale(initialLocale());
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <I18nProvider>
        <App />
      </I18nProvider>
    </QueryClientProvider>
  </StrictMode>,
);

// Afterwards: what it fetches for later must not stand in the way of what is wanted now.
window.addEventListener("load", () => void registerServiceWorker(), { once: true });
