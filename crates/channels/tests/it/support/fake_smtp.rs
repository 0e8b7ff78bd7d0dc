//! An SMTP server that does what it is told.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use channels::email::smtp::{SmtpSettings, SmtpTiming};
use channels::email::{MailAuth, Security};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

#[derive(Default)]
pub struct State {
    /// Lines of the EHLO answer after the first.
    pub extensions: Vec<String>,
    pub greeting: Option<String>,
    /// Answers by the command's first word, or `RCPT address`; the next one each time, then 250.
    pub answers: HashMap<String, VecDeque<String>>,
    /// Answers to the mail itself; `cut` closes the connection instead, `wait` says nothing.
    pub data: VecDeque<String>,
    /// Closes the connection after a mail was taken and the answer sent.
    pub close_after_mail: bool,
    pub token: String,
    pub taken: Vec<Taken>,
    pub connections: usize,
    pub commands: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    pub mail: String,
}

#[derive(Clone)]
pub struct FakeSmtp {
    pub port: u16,
    state: Arc<Mutex<State>>,
}

impl FakeSmtp {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let fake = Self {
            port: listener.local_addr().unwrap().port(),
            state: Arc::default(),
        };
        fake.state().extensions = ["8BITMIME", "AUTH PLAIN LOGIN XOAUTH2"]
            .map(str::to_owned)
            .to_vec();
        let serving = fake.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.state().connections += 1;
                let fake = serving.clone();
                tokio::spawn(async move { fake.serve(stream).await });
            }
        });
        fake
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Answers `command` with these, one after the other.
    pub fn answers(&self, command: &str, answers: &[&str]) {
        let answers = answers.iter().map(|answer| (*answer).to_owned()).collect();
        self.state().answers.insert(command.to_owned(), answers);
    }

    pub fn settings(&self, auth: MailAuth) -> SmtpSettings {
        let mut settings = SmtpSettings::new("127.0.0.1", self.port, "help@example.ro", auth);
        settings.security = Security::Plain;
        let second = Duration::from_secs(1);
        settings.timing = SmtpTiming {
            connect: second,
            command: second,
            data: second,
            keep: Duration::from_secs(30),
        };
        settings
    }

    async fn serve(self, stream: TcpStream) -> Option<()> {
        let (read, mut out) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let greeting = self
            .state()
            .greeting
            .clone()
            .unwrap_or_else(|| "220 fake ESMTP".to_owned());
        out.write_all(format!("{greeting}\r\n").as_bytes()).await.ok()?;
        let (mut from, mut to) = (String::new(), Vec::new());
        while let Some(line) = lines.next_line().await.ok()? {
            self.state().commands.push(line.clone());
            let answer = self.answer(&line);
            let positive = answer.starts_with('2');
            if let Some(rest) = line.strip_prefix("MAIL FROM:") {
                from = rest.to_owned();
                to.clear();
            } else if let Some(rest) = line.strip_prefix("RCPT TO:").filter(|_| positive) {
                to.push(rest.to_owned());
            }
            out.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
            if line == "QUIT" || answer.starts_with("421") {
                return None;
            }
            if !answer.starts_with("354") {
                continue;
            }
            let mut mail = String::new();
            loop {
                let line = lines.next_line().await.ok()??;
                if line == "." {
                    break;
                }
                mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                mail.push_str("\r\n");
            }
            let answer = self
                .state()
                .data
                .pop_front()
                .unwrap_or_else(|| "250 2.0.0 taken as 4711".to_owned());
            if answer.starts_with('2') || answer == "cut" {
                self.state().taken.push(Taken {
                    from: from.clone(),
                    to: to.clone(),
                    mail,
                });
            }
            match answer.as_str() {
                "cut" => return None,
                "wait" => tokio::time::sleep(Duration::from_secs(60)).await,
                answer => out.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?,
            }
            if self.state().close_after_mail {
                return None;
            }
        }
        None
    }

    fn answer(&self, line: &str) -> String {
        let mut state = self.state();
        let verb = line.split([' ', ':']).next().unwrap_or_default();
        let address = line.split(['<', '>']).nth(1).unwrap_or_default();
        for key in [format!("{verb} {address}"), verb.to_owned()] {
            if let Some(answer) = state.answers.get_mut(&key).and_then(VecDeque::pop_front) {
                return answer;
            }
        }
        match verb {
            "EHLO" => {
                let mut lines = vec!["fake".to_owned()];
                lines.extend(state.extensions.clone());
                let last = lines.len() - 1;
                let numbered = lines.iter().enumerate();
                let shown =
                    numbered.map(|(n, line)| format!("250{}{line}", if n == last { ' ' } else { '-' }));
                shown.collect::<Vec<_>>().join("\r\n")
            }
            "AUTH" => auth(line, &state.token),
            // The empty answer to the reason of a refused token.
            "" => "535 5.7.8 Username and Password not accepted".to_owned(),
            "DATA" => "354 go on".to_owned(),
            _ => "250 2.1.0 fine".to_owned(),
        }
    }
}

fn auth(line: &str, token: &str) -> String {
    use base64::Engine as _;
    let initial = line.rsplit(' ').next().unwrap_or_default();
    let decoded = base64::engine::general_purpose::STANDARD
        .decode(initial)
        .unwrap_or_default();
    let decoded = String::from_utf8(decoded).unwrap_or_default();
    if line.starts_with("AUTH XOAUTH2") {
        if decoded == format!("user=help@example.ro\x01auth=Bearer {token}\x01\x01") {
            return "235 2.7.0 Accepted".to_owned();
        }
        // {"status":"400"}
        return "334 eyJzdGF0dXMiOiI0MDAifQ==".to_owned();
    }
    if decoded == "\0help@example.ro\0right" {
        "235 2.7.0 Accepted"
    } else {
        "535 5.7.8 Bad credentials"
    }
    .to_owned()
}
