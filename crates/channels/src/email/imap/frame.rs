//! One whole server response at a time, out of a stream of bytes.
//!
//! A response is a line that may hold literals (`{123}` and then 123 bytes, whatever they are). Its length is known
//! before it is parsed, so that a mail of any size is read once into one buffer, and a response that makes no sense is
//! skipped without losing the place.

use std::time::Duration;

use bytes::{Buf as _, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::timeout;

use crate::email::{Failure, FailureCode};

/// A line without literals; the longest are answers to a search in a folder with millions of mails.
const MAX_LINE: usize = 64 << 20;
/// Space for one read.
const READ: usize = 16 * 1024;

/// A response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Frame {
    /// All of it, with its line end.
    Whole(Bytes),
    /// One with a literal beyond the limit, which was thrown away.
    Oversized {
        /// The rest of the response.
        rest: Bytes,
        /// The literal's length.
        bytes: u64,
    },
}

pub(super) struct Framed<S> {
    stream: S,
    buffer: BytesMut,
    /// Longest literal that is kept.
    pub(super) max_literal: u64,
    /// Longest silence.
    pub(super) patience: Duration,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Framed<S> {
    pub(super) fn new(stream: S, patience: Duration, max_literal: u64) -> Self {
        Self {
            stream,
            buffer: BytesMut::with_capacity(READ),
            max_literal,
            patience,
        }
    }

    /// The stream, for the change to TLS. Bytes that came before it are dropped: whoever injected them on the way must
    /// not be taken for the server.
    pub(super) fn into_stream(self) -> S {
        self.stream
    }

    /// Sends bytes.
    pub(super) async fn send(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let sending = async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        };
        timeout(self.patience, sending)
            .await
            .map_err(|_| Failure::new(FailureCode::Timeout, "the server takes no more bytes"))?
            .map_err(|why| Failure::from_io(&why, "sending"))
    }

    /// Waits for the next response to begin; `false` when nothing came in time.
    pub(super) async fn readable(&mut self, limit: Duration) -> Result<bool, Failure> {
        if !self.buffer.is_empty() {
            return Ok(true);
        }
        match timeout(
            limit,
            read_into(&mut self.stream, &mut self.buffer, Duration::MAX),
        )
        .await
        {
            Ok(read) => read.map(|()| true),
            Err(_) => Ok(false),
        }
    }

    /// The next response. Cancelling it loses nothing but a literal that is being thrown away.
    pub(super) async fn next(&mut self) -> Result<Frame, Failure> {
        let mut scanned = 0;
        let mut oversized = None;
        loop {
            let line_end = self.line_end(scanned).await?;
            let line = self.buffer.get(scanned..line_end).unwrap_or_default();
            let literal = if scanned == 0 && is_status(line) {
                None
            } else {
                literal_length(line)
            };
            match literal {
                None => {
                    let rest = self.buffer.split_to(line_end).freeze();
                    return Ok(match oversized {
                        None => Frame::Whole(rest),
                        Some(bytes) => Frame::Oversized { rest, bytes },
                    });
                }
                Some(length) if length > self.max_literal => {
                    self.discard(line_end, length).await?;
                    oversized = Some(length);
                    scanned = line_end;
                }
                Some(length) => {
                    scanned = line_end.saturating_add(usize::try_from(length).unwrap_or(usize::MAX));
                    self.fill(scanned).await?;
                }
            }
        }
    }

    /// Reads until the line that begins at `from` is whole; where it ends.
    async fn line_end(&mut self, from: usize) -> Result<usize, Failure> {
        let mut searched = from;
        loop {
            let unsearched = self.buffer.get(searched..).unwrap_or_default();
            if let Some(position) = unsearched.iter().position(|byte| *byte == b'\n') {
                return Ok(searched + position + 1);
            }
            searched = self.buffer.len();
            if searched - from > MAX_LINE {
                return Err(Failure::new(FailureCode::ProtocolError, "a line without an end"));
            }
            self.read().await?;
        }
    }

    /// Reads until the buffer holds `total` bytes, in one allocation.
    async fn fill(&mut self, total: usize) -> Result<(), Failure> {
        self.buffer
            .reserve(total.saturating_sub(self.buffer.len()) + 1024);
        while self.buffer.len() < total {
            self.read().await?;
        }
        Ok(())
    }

    /// Drops `length` bytes at `at`, most of which have not arrived yet.
    async fn discard(&mut self, at: usize, length: u64) -> Result<(), Failure> {
        let mut tail = self.buffer.split_off(at);
        let mut missing = length;
        loop {
            let here = tail.len().min(usize::try_from(missing).unwrap_or(usize::MAX));
            tail.advance(here);
            missing -= here as u64;
            if missing == 0 {
                self.buffer.unsplit(tail);
                return Ok(());
            }
            tail.clear();
            read_into(&mut self.stream, &mut tail, self.patience).await?;
        }
    }

    async fn read(&mut self) -> Result<(), Failure> {
        read_into(&mut self.stream, &mut self.buffer, self.patience).await
    }
}

async fn read_into<S: AsyncRead + Unpin>(
    stream: &mut S,
    to: &mut BytesMut,
    patience: Duration,
) -> Result<(), Failure> {
    if to.capacity() - to.len() < READ / 4 {
        to.reserve(READ);
    }
    match timeout(patience, stream.read_buf(to)).await {
        Ok(Ok(0)) => Err(Failure::new(
            FailureCode::ConnectionLost,
            "the server closed the connection",
        )),
        Ok(Ok(_)) => Ok(()),
        Ok(Err(why)) => Err(Failure::from_io(&why, "receiving")),
        Err(_) => Err(Failure::new(
            FailureCode::Timeout,
            "the server went silent in the middle of an answer",
        )),
    }
}

/// Lines that end in free text, where `{12}` would be just that.
fn is_status(line: &[u8]) -> bool {
    let mut words = line.split(|byte| *byte == b' ');
    match (words.next(), words.next()) {
        (Some(b"+"), _) => true,
        (_, Some(word)) => [b"OK".as_slice(), b"NO", b"BAD", b"BYE", b"PREAUTH"]
            .iter()
            .any(|status| word.eq_ignore_ascii_case(status)),
        _ => false,
    }
}

/// The length when a line ends in `{length}`.
fn literal_length(line: &[u8]) -> Option<u64> {
    let line = line.strip_suffix(b"\n")?;
    let line = line.strip_suffix(b"\r").unwrap_or(line).strip_suffix(b"}")?;
    let line = line.strip_suffix(b"+").unwrap_or(line);
    let open = line.iter().rposition(|byte| *byte == b'{')?;
    std::str::from_utf8(line.get(open + 1..)?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream that gives out its bytes a few at a time.
    async fn frames(input: &[u8], chunk: usize, max_literal: u64) -> Vec<Result<Frame, FailureCode>> {
        let (mut server, client) = tokio::io::duplex(chunk);
        let input = input.to_vec();
        let feeding = tokio::spawn(async move { server.write_all(&input).await });
        let mut framed = Framed::new(client, Duration::from_secs(5), max_literal);
        let mut out = Vec::new();
        loop {
            match framed.next().await {
                Ok(frame) => out.push(Ok(frame)),
                Err(failure) => {
                    out.push(Err(failure.code));
                    feeding.await.unwrap().ok();
                    return out;
                }
            }
        }
    }

    fn whole(text: &[u8]) -> Result<Frame, FailureCode> {
        Ok(Frame::Whole(Bytes::copy_from_slice(text)))
    }

    #[tokio::test]
    async fn responses_come_whole_however_they_are_cut() {
        let first = b"* 1 FETCH (UID 1 BODY[] {11}\r\na\r\nb {3}\r\nc FLAGS ())\r\n".as_slice();
        let second = b"* OK free text {12}\r\n".as_slice();
        let input = [first, second, b"A1 OK done\r\n"].concat();
        for chunk in [1, 2, 3, 7, 64, 4096] {
            let frames = frames(&input, chunk, 100).await;
            let expected = vec![
                whole(first),
                whole(second),
                whole(b"A1 OK done\r\n"),
                Err(FailureCode::ConnectionLost),
            ];
            assert_eq!(frames, expected, "chunks of {chunk}");
        }
    }

    #[tokio::test]
    async fn an_oversized_literal_is_dropped_and_the_place_kept() {
        let big = vec![b'x'; 50_000];
        let input = [
            b"* 1 FETCH (UID 7 BODY[] {50000}\r\n".as_slice(),
            &big,
            b" FLAGS ())\r\nA1 OK done\r\n",
        ]
        .concat();
        for chunk in [5, 1000, 100_000] {
            let frames = frames(&input, chunk, 1000).await;
            let rest = Bytes::from_static(b"* 1 FETCH (UID 7 BODY[] {50000}\r\n FLAGS ())\r\n");
            let oversized = Ok(Frame::Oversized { rest, bytes: 50_000 });
            assert_eq!(
                frames,
                [
                    oversized,
                    whole(b"A1 OK done\r\n"),
                    Err(FailureCode::ConnectionLost)
                ]
            );
        }
    }

    #[tokio::test]
    async fn silence_is_noticed() {
        let (_server, client) = tokio::io::duplex(64);
        let mut framed = Framed::new(client, Duration::from_millis(20), 100);
        assert_eq!(framed.next().await.unwrap_err().code, FailureCode::Timeout);
    }
}
