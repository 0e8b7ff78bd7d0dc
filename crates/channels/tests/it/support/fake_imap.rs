//! An IMAP server that does what it is told, mostly wrong.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use channels::email::imap::ImapSettings;
use channels::email::{MailAuth, Security};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use super::dovecot::quick;

pub struct State {
    pub mails: BTreeMap<u32, Vec<u8>>,
    pub uid_validity: u32,
    pub uid_next: u32,
    pub greeting: String,
    pub capabilities: String,
    /// Answers NO when one of these is fetched.
    pub refused: HashSet<u32>,
    /// Closes the connection in the middle of one of these.
    pub cut: HashSet<u32>,
    /// Like `cut`, but only the first time.
    pub cut_once: HashSet<u32>,
    /// Leaves these out and says OK.
    pub omitted: HashSet<u32>,
    /// Sizes that are not true.
    pub sizes: HashMap<u32, usize>,
    /// Lines that come before every tagged answer.
    pub noise: String,
    /// Mail that arrives during the next search, after its result was put together.
    pub arrives_during_search: Option<Vec<u8>>,
    pub idle_refused: bool,
    /// The only good token.
    pub token: String,
    pub commands: Vec<String>,
    pub connections: usize,
}

#[derive(Clone)]
pub struct FakeImap {
    pub port: u16,
    state: Arc<Mutex<State>>,
}

impl FakeImap {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = State {
            mails: BTreeMap::new(),
            uid_validity: 7,
            uid_next: 1,
            greeting: "* OK ready".to_owned(),
            capabilities: "IMAP4rev1 IDLE SASL-IR AUTH=XOAUTH2".to_owned(),
            refused: HashSet::new(),
            cut: HashSet::new(),
            cut_once: HashSet::new(),
            omitted: HashSet::new(),
            sizes: HashMap::new(),
            noise: String::new(),
            arrives_during_search: None,
            idle_refused: false,
            token: "good".to_owned(),
            commands: Vec::new(),
            connections: 0,
        };
        let fake = Self {
            port,
            state: Arc::new(Mutex::new(state)),
        };
        let serving = fake.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let fake = serving.clone();
                tokio::spawn(async move { Session::new(fake, stream).run().await });
            }
        });
        fake
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub fn add(&self, mail: Vec<u8>) -> u32 {
        let mut state = self.state();
        let uid = state.uid_next;
        state.uid_next += 1;
        state.mails.insert(uid, mail);
        uid
    }

    pub fn settings(&self, auth: MailAuth) -> ImapSettings {
        let mut settings = ImapSettings::new("127.0.0.1", self.port, "help@example.ro", auth);
        settings.security = Security::Plain;
        settings.timing = quick();
        settings
    }
}

/// Why a session ends early.
struct Ended;

struct Session {
    fake: FakeImap,
    lines: tokio::io::Lines<BufReader<OwnedReadHalf>>,
    out: OwnedWriteHalf,
    /// How many mails the client was told of; `None` until a folder is open.
    told: Option<usize>,
}

impl Session {
    fn new(fake: FakeImap, stream: TcpStream) -> Self {
        let (read, out) = stream.into_split();
        Self {
            fake,
            lines: BufReader::new(read).lines(),
            out,
            told: None,
        }
    }

    async fn run(mut self) {
        let greeting = {
            let mut state = self.fake.state();
            state.connections += 1;
            state.greeting.clone()
        };
        if greeting == "silence" {
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        self.say(&format!("{greeting}\r\n")).await.ok();
        while let Ok(Some(line)) = self.lines.next_line().await {
            self.fake.state().commands.push(line.clone());
            if self.answer(&line).await.is_err() {
                return;
            }
        }
    }

    async fn say(&mut self, text: &str) -> Result<(), Ended> {
        self.say_bytes(text.as_bytes()).await
    }

    async fn say_bytes(&mut self, bytes: &[u8]) -> Result<(), Ended> {
        self.out.write_all(bytes).await.map_err(|_| Ended)
    }

    async fn answer(&mut self, line: &str) -> Result<(), Ended> {
        let (tag, command) = line.split_once(' ').unwrap_or((line, ""));
        let upper = command.to_uppercase();
        let noise = self.fake.state().noise.clone();
        self.say(&noise).await?;
        if upper.starts_with("CAPABILITY") {
            let capabilities = self.fake.state().capabilities.clone();
            self.say(&format!("* CAPABILITY {capabilities}\r\n")).await?;
        } else if let Some(rest) = command.strip_prefix("AUTHENTICATE XOAUTH2") {
            return self.xoauth2(tag, rest.trim()).await;
        } else if upper.starts_with("EXAMINE") || upper.starts_with("SELECT") {
            let opened = {
                let state = self.fake.state();
                self.told = Some(state.mails.len());
                let (exists, validity, next) = (state.mails.len(), state.uid_validity, state.uid_next);
                format!(
                    "* {exists} EXISTS\r\n* OK [UIDVALIDITY {validity}] ok\r\n* OK [UIDNEXT {next}] ok\r\n"
                )
            };
            self.say(&opened).await?;
        } else if let Some(set) = upper.strip_prefix("UID SEARCH UID ") {
            self.search(set).await?;
        } else if upper.contains("RFC822.SIZE") {
            self.sizes(&upper).await?;
        } else if upper.contains("BODY.PEEK[]") {
            return self.bodies(tag, &upper).await;
        } else if upper == "IDLE" {
            return self.idle(tag).await;
        }
        self.tell_news().await?;
        self.say(&format!("{tag} OK done\r\n")).await
    }

    /// Announces mails that came since the last time, as servers do before they complete a command.
    async fn tell_news(&mut self) -> Result<(), Ended> {
        let exists = self.fake.state().mails.len();
        if self.told.is_some_and(|told| told != exists) {
            self.told = Some(exists);
            self.say(&format!("* {exists} EXISTS\r\n")).await?;
        }
        Ok(())
    }

    async fn xoauth2(&mut self, tag: &str, initial: &str) -> Result<(), Ended> {
        use base64::Engine as _;
        let mut initial = initial.to_owned();
        if initial.is_empty() {
            self.say("+ \r\n").await?;
            initial = self.lines.next_line().await.ok().flatten().ok_or(Ended)?;
        }
        let decoded = base64::engine::general_purpose::STANDARD
            .decode(&initial)
            .unwrap_or_default();
        let expected = format!(
            "user=help@example.ro\x01auth=Bearer {}\x01\x01",
            self.fake.state().token
        );
        if decoded == expected.as_bytes() {
            return self.say(&format!("{tag} OK welcome\r\n")).await;
        }
        // {"status":"400"}
        self.say("+ eyJzdGF0dXMiOiI0MDAifQ==\r\n").await?;
        let empty = self.lines.next_line().await.ok().flatten().ok_or(Ended)?;
        assert_eq!(empty, "", "the reason must be answered with an empty line");
        self.say(&format!("{tag} NO AUTHENTICATE failed.\r\n")).await
    }

    async fn search(&mut self, set: &str) -> Result<(), Ended> {
        let found = {
            let mut state = self.fake.state();
            let found: Vec<String> = match set.split_once(':') {
                Some((from, _)) => {
                    let from: u32 = from.parse().unwrap();
                    let mut found: Vec<u32> = state.mails.range(from..).map(|(uid, _)| *uid).collect();
                    if found.is_empty() {
                        found.extend(state.mails.keys().last());
                    }
                    found.iter().map(u32::to_string).collect()
                }
                None => state
                    .mails
                    .get(&set.parse().unwrap())
                    .map(|_| set.to_owned())
                    .into_iter()
                    .collect(),
            };
            if let Some(mail) = state.arrives_during_search.take() {
                let uid = state.uid_next;
                state.uid_next += 1;
                state.mails.insert(uid, mail);
            }
            found.join(" ")
        };
        self.say(&format!("* SEARCH {found}\r\n")).await
    }

    async fn sizes(&mut self, command: &str) -> Result<(), Ended> {
        let mut answer = String::new();
        {
            let state = self.fake.state();
            for (position, (uid, mail)) in state.mails.iter().enumerate() {
                if in_set(command, *uid) {
                    let size = state.sizes.get(uid).copied().unwrap_or(mail.len());
                    answer.push_str(&format!(
                        "* {} FETCH (RFC822.SIZE {size} UID {uid})\r\n",
                        position + 1
                    ));
                }
            }
        }
        self.say(&answer).await
    }

    async fn bodies(&mut self, tag: &str, command: &str) -> Result<(), Ended> {
        let by_number = command.starts_with("FETCH");
        let mails: Vec<(usize, u32, Vec<u8>)> = {
            let state = self.fake.state();
            let numbered = state.mails.iter().enumerate();
            let wanted = numbered.filter(|(position, (uid, _))| {
                let number = if by_number {
                    u32::try_from(position + 1).unwrap()
                } else {
                    **uid
                };
                in_set(command, number)
            });
            wanted
                .map(|(position, (uid, mail))| (position + 1, *uid, mail.clone()))
                .collect()
        };
        let mut refused = false;
        for (position, uid, mail) in mails {
            let (cut, omitted) = {
                let mut state = self.fake.state();
                refused |= state.refused.contains(&uid);
                let cut = state.cut.contains(&uid) || state.cut_once.remove(&uid);
                (cut, state.omitted.contains(&uid) || state.refused.contains(&uid))
            };
            if omitted {
                continue;
            }
            let section = if by_number { "BODY[]<0>" } else { "BODY[]" };
            self.say(&format!(
                "* {position} FETCH (UID {uid} FLAGS () {section} {{{}}}\r\n",
                mail.len()
            ))
            .await?;
            if cut {
                self.say_bytes(&mail[..mail.len() / 2]).await?;
                return Err(Ended);
            }
            self.say_bytes(&mail).await?;
            self.say(")\r\n").await?;
        }
        let outcome = if refused {
            "NO [SERVERBUG] message is damaged"
        } else {
            "OK done"
        };
        self.say(&format!("{tag} {outcome}\r\n")).await
    }

    async fn idle(&mut self, tag: &str) -> Result<(), Ended> {
        if self.fake.state().idle_refused {
            return self.say(&format!("{tag} NO not today\r\n")).await;
        }
        self.say("+ idling\r\n").await?;
        loop {
            self.tell_news().await?;
            let waiting = tokio::time::timeout(Duration::from_millis(10), self.lines.next_line()).await;
            if let Ok(line) = waiting {
                assert_eq!(line.ok().flatten().ok_or(Ended)?, "DONE");
                return self.say(&format!("{tag} OK done\r\n")).await;
            }
        }
    }
}

/// Whether the set in a FETCH command names a number.
fn in_set(command: &str, number: u32) -> bool {
    let set = command.trim_start_matches("UID ").split(' ').nth(1).unwrap();
    set.split(',').any(|part| {
        let (from, to) = part.split_once(':').unwrap_or((part, part));
        (from.parse::<u32>().unwrap()..=to.parse::<u32>().unwrap()).contains(&number)
    })
}
