//! Inboxes as they are shown and asked for.

use api_types::{
    EmailInboxRequest, EmailInboxView, FolderView, InboxView, MailPresetView, MailServerRequest,
    MailServerView, TestInboxView, TestStepView,
};
use app::inboxes::{
    DkimInput, EmailInput, InboxDetail, MailServer, MailSettings, Preset, PresetServer, ServerInput,
    Settings, TestReport,
};
use domain::inboxes::MailAuth;
use domain::{TeamId, Timestamp};

use super::chat::chat_view;
use crate::channels::capabilities_view;

pub(super) fn email_input(body: EmailInboxRequest) -> EmailInput {
    EmailInput {
        from_name: body.from_name,
        aliases: body.aliases,
        signature: body.signature,
        imap: body.imap.map(server_input),
        folders: body.folders,
        start: body.start,
        smtp: body.smtp.map(server_input),
        dkim: body.dkim.map(|dkim| DkimInput {
            domain: dkim.domain,
            selector: dkim.selector,
            private_key: dkim.private_key,
        }),
        silent_alarm_hours: body.silent_alarm_hours,
    }
}

fn server_input(body: MailServerRequest) -> ServerInput {
    ServerInput {
        host: body.host,
        port: body.port,
        security: body.security,
        username: body.username,
        auth: body.auth,
        password: body.password,
        oauth_grant: body.oauth_grant,
    }
}

pub(super) fn inbox_view(detail: InboxDetail) -> InboxView {
    let (email, chat) = match detail.settings {
        Some(Settings::Mail(mail)) => (Some(email_view(*mail)), None),
        Some(Settings::Chat(chat)) => (None, Some(chat_view(*chat))),
        None => (None, None),
    };
    InboxView {
        id: detail.inbox.id.get(),
        name: detail.inbox.name,
        channel: detail.inbox.channel,
        capabilities: capabilities_view(&detail.channel.capabilities),
        address: detail.inbox.address,
        brand_id: detail.inbox.brand_id.get(),
        team_id: detail.inbox.team_id.map(TeamId::get),
        enabled: detail.inbox.enabled,
        health: detail.health.to_string(),
        health_detail: detail.health_detail,
        email,
        chat,
    }
}

fn email_view(settings: MailSettings) -> EmailInboxView {
    let has_oauth_token = settings.has_oauth_token;
    EmailInboxView {
        from_name: settings.from_name,
        aliases: settings.aliases,
        signature: settings.signature,
        imap: settings.imap.map(|server| server_view(server, has_oauth_token)),
        folders: settings.folders,
        smtp: settings.smtp.map(|server| server_view(server, has_oauth_token)),
        dkim_domain: settings.dkim_domain,
        dkim_selector: settings.dkim_selector,
        has_push_token: settings.has_push_token,
        silent_alarm_hours: settings.silent_alarm_hours,
        token_expires_at: settings.token_expires_at.map(Timestamp::to_rfc3339),
    }
}

fn server_view(server: MailServer, has_oauth_token: bool) -> MailServerView {
    MailServerView {
        host: server.host,
        port: server.port,
        security: server.security.to_string(),
        username: server.username,
        has_secret: match server.auth {
            MailAuth::Password => server.secret.is_some(),
            MailAuth::Google | MailAuth::Microsoft => has_oauth_token,
            MailAuth::None => false,
        },
        auth: server.auth.to_string(),
    }
}

pub(super) fn preset_view(preset: Preset) -> MailPresetView {
    let server = |server: PresetServer| MailServerView {
        host: server.host.to_owned(),
        port: server.port,
        security: server.security.to_string(),
        username: server.username,
        auth: server.auth.to_string(),
        has_secret: false,
    };
    MailPresetView {
        provider: preset.provider.to_owned(),
        imap: server(preset.imap),
        smtp: server(preset.smtp),
        sign_in: preset.sign_in.to_owned(),
    }
}

pub(super) fn test_view(report: TestReport) -> TestInboxView {
    TestInboxView {
        ok: report.ok,
        steps: report
            .steps
            .into_iter()
            .map(|step| TestStepView {
                server: step.server.to_owned(),
                step: step.step.to_owned(),
                state: step.state.to_owned(),
                code: step.code.map(str::to_owned),
                detail: step.detail,
                hint: step.hint,
            })
            .collect(),
        folders: report
            .folders
            .into_iter()
            .map(|folder| FolderView {
                name: folder.name,
                special_use: folder.special_use.map(str::to_owned),
                messages: folder.messages,
            })
            .collect(),
    }
}
