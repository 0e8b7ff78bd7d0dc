//! A customer's mail program, as small as it can be: one mail, one recipient, no encryption.
//!
//! Not the product's own client: a test that sends with the code under test would not notice what both get wrong.

use std::io::{BufRead as _, BufReader, Result, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// The server's answer to the last command that it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpReply {
    /// Three digits: 2xx accepted, 4xx not now, 5xx never.
    pub code: u16,
    /// What the server said, all lines.
    pub text: String,
}

impl SmtpReply {
    /// True when the server took the mail.
    pub fn accepted(&self) -> bool {
        (200..400).contains(&self.code)
    }
}

/// Sends one mail and returns the answer to the final dot, or to the command that was refused before.
pub fn send_mail(server: SocketAddr, from: &str, to: &str, mail: &[u8]) -> Result<SmtpReply> {
    let stream = TcpStream::connect_timeout(&server, Duration::from_secs(5))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    let commands = [
        "EHLO customer.test".to_owned(),
        format!("MAIL FROM:<{from}>"),
        format!("RCPT TO:<{to}>"),
        "DATA".to_owned(),
    ];
    let mut reply = read_reply(&mut reader)?;
    for command in commands {
        if !reply.accepted() {
            return Ok(reply);
        }
        writer.write_all(format!("{command}\r\n").as_bytes())?;
        reply = read_reply(&mut reader)?;
    }
    if !reply.accepted() {
        return Ok(reply);
    }
    writer.write_all(&stuffed(mail))?;
    let reply = read_reply(&mut reader)?;
    writer.write_all(b"QUIT\r\n")?;
    Ok(reply)
}

/// The mail as it goes over the wire: CRLF at line ends, a dot at the start of a line doubled, the final dot.
fn stuffed(mail: &[u8]) -> Vec<u8> {
    let mut wire = Vec::with_capacity(mail.len() + 16);
    for line in mail
        .strip_suffix(b"\n")
        .unwrap_or(mail)
        .split(|byte| *byte == b'\n')
    {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.first() == Some(&b'.') {
            wire.push(b'.');
        }
        wire.extend_from_slice(line);
        wire.extend_from_slice(b"\r\n");
    }
    wire.extend_from_slice(b".\r\n");
    wire
}

fn read_reply(reader: &mut BufReader<TcpStream>) -> Result<SmtpReply> {
    let mut text = String::new();
    loop {
        let start = text.len();
        if reader.read_line(&mut text)? == 0 {
            return Err(std::io::Error::new(
                std::io::ErrorKind::UnexpectedEof,
                format!("after: {text}"),
            ));
        }
        let line = text.get(start..).unwrap_or_default();
        // "250-more follows", "250 the last line".
        if line.as_bytes().get(3) != Some(&b'-') {
            let code = line.get(..3).and_then(|digits| digits.parse().ok());
            let code = code.ok_or_else(|| std::io::Error::other(format!("not an SMTP answer: {line}")))?;
            return Ok(SmtpReply {
                code,
                text: text.trim_end().to_owned(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::stuffed;

    #[test]
    fn lines_end_in_crlf_and_leading_dots_are_doubled() {
        assert_eq!(stuffed(b"a\n.b\r\n"), b"a\r\n..b\r\n.\r\n");
        assert_eq!(
            stuffed(b"last line without an end"),
            b"last line without an end\r\n.\r\n"
        );
    }
}
