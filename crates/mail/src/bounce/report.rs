//! Machine-readable delivery reports (RFC 3464, and what calls itself that).

use super::parts::{addresses_in, is_address};

/// What a report says of one recipient.
#[derive(Debug, Default, Clone)]
pub(super) struct Group {
    pub original: Option<String>,
    pub last: Option<String>,
    /// Lower case, without comments: `failed`, `delayed`, `delivered`, ...
    pub action: String,
    pub status: String,
    pub diagnostic: String,
}

impl Group {
    /// Whether the recipient did not get the mail, or not yet. Anything unknown counts: some servers write
    /// "failure", "error" or nothing.
    pub fn is_trouble(&self) -> bool {
        !matches!(self.action.as_str(), "delivered" | "relayed" | "expanded")
    }

    pub fn is_delayed(&self) -> bool {
        matches!(self.action.as_str(), "delayed" | "delay" | "deferred")
    }

    /// The address that was written to, else the one it led to.
    pub fn address(&self) -> Option<&str> {
        self.original.as_deref().or(self.last.as_deref())
    }

    pub fn final_address(&self) -> Option<&str> {
        self.last.as_deref()
    }
}

/// The recipients of all reports of a mail.
pub(super) fn read(texts: &[String]) -> Vec<Group> {
    let mut groups = Vec::new();
    for text in texts {
        let mut current = Group::default();
        let mut named = false;
        for (name, value) in fields(text) {
            // Groups ought to be separated by blank lines; a second recipient begins one anyway.
            let begins = name.is_empty() || named && name == "final-recipient" && current.last.is_some();
            if begins {
                if named {
                    groups.push(std::mem::take(&mut current));
                }
                named = false;
                current = Group::default();
            }
            named |= current.take(&name, &value);
        }
        if named {
            groups.push(current);
        }
    }
    groups
}

impl Group {
    /// Takes one field in; true when it names a recipient.
    fn take(&mut self, name: &str, value: &str) -> bool {
        match name {
            "final-recipient" => {
                self.last = address_of(value);
                return true;
            }
            "original-recipient" => {
                self.original = address_of(value);
                return true;
            }
            "action" => {
                self.action = value
                    .split([' ', '(', ';'])
                    .next()
                    .unwrap_or_default()
                    .to_ascii_lowercase()
            }
            "status" => self.status = value.to_owned(),
            "diagnostic-code" => self.diagnostic = value.to_owned(),
            // Not every server keeps to the field that is meant for it.
            "x-actual-recipient" | "x-supplementary-info"
                if self.diagnostic.is_empty() && name.ends_with("info") =>
            {
                self.diagnostic = value.to_owned();
            }
            _ => {}
        }
        false
    }
}

/// `rfc822; ann@example.org`, `<ann@example.org>`, `"a b"@example.org`.
fn address_of(value: &str) -> Option<String> {
    let bare = value.split_once(';').map_or(value, |(_, address)| address).trim();
    let bare = bare.trim_start_matches('<').trim_end_matches('>').trim();
    // xtext (RFC 3461) writes "+2B" for "+".
    let bare = bare.replace("+2B", "+").replace("+3D", "=");
    if is_address(&bare) {
        return Some(bare);
    }
    // A program or a file stands there when local delivery failed; that is nobody's address.
    if bare.starts_with(['|', '/']) || bare.contains("..") {
        None
    } else {
        addresses_in(&bare).into_iter().next()
    }
}

/// Unfolded fields, name in lower case; an empty name stands for a blank line.
fn fields(text: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if line.trim().is_empty() {
            fields.push((String::new(), String::new()));
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_recipient_has_a_group() {
        let text = "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; a@example.org\nAction: failed (bad)\n\
                    Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1\n no such user\n\nOriginal-Recipient: rfc822;b+2Bx@example.org\n\
                    Final-Recipient: RFC822; <c@internal>\nAction: delivered\n";
        let groups = read(&[text.to_owned()]);
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].address(), Some("a@example.org"));
        assert_eq!(groups[0].diagnostic, "smtp; 550 5.1.1 no such user");
        assert!(groups[0].is_trouble() && !groups[1].is_trouble());
        assert_eq!(groups[1].address(), Some("b+x@example.org"));
    }

    #[test]
    fn a_program_is_no_address() {
        let groups = read(&["Final-Recipient: rfc822;|/bin/x ann@example.org\nAction: failed".to_owned()]);
        assert_eq!(groups[0].address(), None);
        assert!(read(&["Reporting-MTA: dns; x".to_owned()]).is_empty());
    }
}
