/** The mail settings as a form holds them: all text, nothing absent. */
import type { EmailInboxRequest, InboxView, MailPresetView, MailServerRequest, MailServerView } from "@rapport/api";

export type Security = "tls" | "starttls" | "plain";

export interface ServerForm {
  host: string;
  port: string;
  security: Security;
  username: string;
  password: string;
  auth: "password" | "google" | "microsoft" | "none";
  /** Key of a finished sign-in at the provider. */
  oauthGrant: string | undefined;
  /** A secret is stored already; an empty field keeps it. */
  hasSecret: boolean;
}

export interface InboxForm {
  name: string;
  address: string;
  /** How mail comes in: fetched from a server, or pushed and piped to us. */
  incoming: "imap" | "push";
  sends: boolean;
  imap: ServerForm;
  smtp: ServerForm;
  fromName: string;
  aliases: string;
  signature: string;
  folders: string;
  start: "new" | "all";
  teamId: number;
  dkimDomain: string;
  dkimSelector: string;
  dkimKey: string;
  silentHours: string;
}

const PORTS: Record<"imap" | "smtp", Record<Security, string>> = {
  imap: { tls: "993", starttls: "143", plain: "143" },
  smtp: { tls: "465", starttls: "587", plain: "25" },
};

/** The usual port of a server for an encryption. */
export function defaultPort(server: "imap" | "smtp", security: Security): string {
  return PORTS[server][security];
}

/** Whether a port may be replaced without losing what somebody typed. */
export function isDefaultPort(server: "imap" | "smtp", port: string): boolean {
  return port === "" || Object.values(PORTS[server]).includes(port);
}

function emptyServer(server: "imap" | "smtp", security: Security): ServerForm {
  return {
    host: "",
    port: defaultPort(server, security),
    security,
    username: "",
    password: "",
    auth: "password",
    oauthGrant: undefined,
    hasSecret: false,
  };
}

export function emptyForm(): InboxForm {
  return {
    name: "",
    address: "",
    incoming: "imap",
    sends: true,
    imap: emptyServer("imap", "tls"),
    smtp: emptyServer("smtp", "tls"),
    fromName: "",
    aliases: "",
    signature: "",
    folders: "",
    start: "new",
    teamId: 0,
    dkimDomain: "",
    dkimSelector: "",
    dkimKey: "",
    silentHours: "",
  };
}

function security(value: string): Security {
  return value === "starttls" || value === "plain" ? value : "tls";
}

function authOf(value: string): ServerForm["auth"] {
  return value === "google" || value === "microsoft" || value === "none" ? value : "password";
}

function serverFrom(view: MailServerView): ServerForm {
  return {
    host: view.host,
    port: String(view.port),
    security: security(view.security),
    username: view.username,
    password: "",
    auth: authOf(view.auth),
    oauthGrant: undefined,
    hasSecret: view.has_secret,
  };
}

/** A stored inbox as a form. Secrets never come out of the server; the form only knows that there are some. */
export function formFromInbox(inbox: InboxView): InboxForm {
  const base = emptyForm();
  const email = inbox.email;
  return {
    ...base,
    name: inbox.name,
    address: inbox.address,
    teamId: inbox.team_id ?? 0,
    incoming: email?.imap ? "imap" : "push",
    sends: email?.smtp != null,
    imap: email?.imap ? serverFrom(email.imap) : base.imap,
    smtp: email?.smtp ? serverFrom(email.smtp) : base.smtp,
    fromName: email?.from_name ?? "",
    aliases: email?.aliases.join(", ") ?? "",
    signature: email?.signature ?? "",
    folders: email?.folders.join(", ") ?? "",
    dkimDomain: email?.dkim_domain ?? "",
    dkimSelector: email?.dkim_selector ?? "",
    silentHours: email?.silent_alarm_hours ? String(email.silent_alarm_hours) : "",
  };
}

/** Settings that are known for the provider of an address; the user name is the address nearly everywhere. */
export function withPreset(form: InboxForm, preset: MailPresetView): InboxForm {
  const merge = (server: ServerForm, known: MailServerView): ServerForm => ({
    ...server,
    host: known.host,
    port: String(known.port),
    security: security(known.security),
    username: known.username || form.address,
    auth: authOf(known.auth),
  });
  return { ...form, imap: merge(form.imap, preset.imap), smtp: merge(form.smtp, preset.smtp) };
}

/** Without a preset the usual names are a better beginning than empty fields. */
export function withGuess(form: InboxForm): InboxForm {
  const domain = form.address.split("@")[1] ?? "";
  const fill = (server: ServerForm, prefix: string): ServerForm => ({
    ...server,
    host: server.host || (domain === "" ? "" : `${prefix}.${domain}`),
    username: server.username || form.address,
  });
  return { ...form, imap: fill(form.imap, "imap"), smtp: fill(form.smtp, "smtp") };
}

function serverRequest(server: ServerForm): MailServerRequest {
  return {
    host: server.host.trim(),
    port: Number(server.port),
    security: server.security,
    username: server.auth === "none" ? "" : server.username.trim(),
    auth: server.auth,
    password: server.auth === "password" && server.password !== "" ? server.password : null,
    oauth_grant: server.oauthGrant ?? null,
  };
}

function words(text: string): string[] {
  return text
    .split(/[,;\n]+/u)
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

/** The form as the API takes it. */
export function emailRequest(form: InboxForm): EmailInboxRequest {
  return {
    from_name: form.fromName.trim(),
    aliases: words(form.aliases),
    signature: form.signature,
    imap: form.incoming === "imap" ? serverRequest(form.imap) : null,
    folders: words(form.folders),
    start: form.start,
    smtp: form.sends ? serverRequest(form.smtp) : null,
    dkim:
      form.dkimDomain.trim() === "" && form.dkimSelector.trim() === "" && form.dkimKey === ""
        ? null
        : {
            domain: form.dkimDomain.trim(),
            selector: form.dkimSelector.trim(),
            private_key: form.dkimKey.trim() === "" ? null : form.dkimKey,
          },
    silent_alarm_hours: form.silentHours.trim() === "" ? null : Number(form.silentHours),
  };
}

export type FormProblems = Partial<Record<string, "required" | "invalid" | "invalid_email">>;

/** What can be seen without asking the server, by the field names that the server uses too. */
export function checkForm(form: InboxForm): FormProblems {
  const problems: FormProblems = {};
  if (form.name.trim() === "") problems["name"] = "required";
  if (form.address.trim() === "") problems["address"] = "required";
  else if (!/^\S+@\S+$/u.test(form.address.trim())) problems["address"] = "invalid_email";
  const check = (server: ServerForm, path: string) => {
    if (server.host.trim() === "") problems[`${path}.host`] = "required";
    const port = Number(server.port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) problems[`${path}.port`] = "invalid";
    if (server.auth === "password" && server.username.trim() === "") problems[`${path}.username`] = "required";
    if (server.auth === "password" && server.password === "" && !server.hasSecret)
      problems[`${path}.password`] = "required";
  };
  if (form.incoming === "imap") check(form.imap, "email.imap");
  if (form.sends) check(form.smtp, "email.smtp");
  return problems;
}
