/**
 * Short names for the bodies of the API. Aliases only: the shapes come from the OpenAPI document.
 */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type ActorView = Schemas["ActorView"];
export type AddressView = Schemas["AddressView"];
export type AgentView = Schemas["AgentView"];
export type AlarmView = Schemas["AlarmView"];
export type ApiTokenView = Schemas["ApiTokenView"];
export type AssignRequest = Schemas["AssignRequest"];
export type AttachmentView = Schemas["AttachmentView"];
export type BulkRequest = Schemas["BulkRequest"];
export type ContactAddressView = Schemas["ContactAddressView"];
export type ContactSummary = Schemas["ContactSummary"];
export type ContactView = Schemas["ContactView"];
export type ConversationSummary = Schemas["ConversationSummary"];
export type ConversationView = Schemas["ConversationView"];
export type CreatedApiTokenView = Schemas["CreatedApiTokenView"];
export type CreateInboxRequest = Schemas["CreateInboxRequest"];
export type DemoMailView = Schemas["DemoMailView"];
export type DemoView = Schemas["DemoView"];
export type DraftRequest = Schemas["DraftRequest"];
export type DraftView = Schemas["DraftView"];
export type EmailInboxRequest = Schemas["EmailInboxRequest"];
export type EmailInboxView = Schemas["EmailInboxView"];
export type EntryView = Schemas["EntryView"];
export type FullMessageView = Schemas["FullMessageView"];
export type InboxView = Schemas["InboxView"];
export type LedgerEntryView = Schemas["LedgerEntryView"];
export type MailPresetView = Schemas["MailPresetView"];
export type MailServerRequest = Schemas["MailServerRequest"];
export type MailServerView = Schemas["MailServerView"];
export type MessageView = Schemas["MessageView"];
export type NotificationView = Schemas["NotificationView"];
export type OrganisationView = Schemas["OrganisationView"];
export type PushTokenView = Schemas["PushTokenView"];
export type ReplyRequest = Schemas["ReplyRequest"];
export type RoleView = Schemas["RoleView"];
export type SavedReplyRequest = Schemas["SavedReplyRequest"];
export type SavedReplyView = Schemas["SavedReplyView"];
export type SearchHitView = Schemas["SearchHitView"];
export type SessionView = Schemas["SessionView"];
export type SnippetPart = Schemas["SnippetPart"];
export type TagView = Schemas["TagView"];
export type TeamView = Schemas["TeamView"];
export type TestInboxView = Schemas["TestInboxView"];
export type TestStepView = Schemas["TestStepView"];
export type TimelineView = Schemas["TimelineView"];
export type ViewCondition = Schemas["ViewCondition"];
export type ViewRequest = Schemas["ViewRequest"];
export type ViewView = Schemas["ViewView"];
