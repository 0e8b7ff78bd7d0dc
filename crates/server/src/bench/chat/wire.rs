//! Just enough of a WebSocket client for thousands of them: text frames, pings, one buffer each.

use anyhow::{Context as _, bail};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

/// Longest answer to the handshake, in bytes.
const MOST_HEAD: usize = 8 * 1024;
/// A frame of the server is never longer.
const MOST_FRAME: usize = 4 * 1024 * 1024;

/// The reading half.
pub struct Reader {
    stream: OwnedReadHalf,
    buffer: Vec<u8>,
}

/// The writing half.
pub struct Writer(OwnedWriteHalf);

/// What came.
#[derive(Debug)]
pub enum Frame {
    Text(String),
    Ping(Vec<u8>),
    Close,
    Other,
}

/// Opens a socket below `/api/v1`; `headers` are whole lines.
pub async fn open(address: SocketAddr, path: &str, headers: &str) -> anyhow::Result<(Reader, Writer)> {
    let mut stream = TcpStream::connect(address).await.context("connecting")?;
    stream.set_nodelay(true)?;
    let request = format!(
        "GET /api/v1{path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut buffer = Vec::with_capacity(512);
    let end = loop {
        if let Some(end) = find(&buffer, b"\r\n\r\n") {
            break end + 4;
        }
        if buffer.len() > MOST_HEAD || stream.read_buf(&mut buffer).await? == 0 {
            bail!("the handshake was not answered");
        }
    };
    let head = String::from_utf8_lossy(buffer.get(..end).unwrap_or_default()).into_owned();
    if !head.starts_with("HTTP/1.1 101") {
        bail!(
            "the socket was refused: {}",
            head.lines().next().unwrap_or_default()
        );
    }
    buffer.drain(..end);
    let (read, write) = stream.into_split();
    let reader = Reader { stream: read, buffer };
    Ok((reader, Writer(write)))
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

impl Reader {
    /// The next frame. Dropping the future loses nothing.
    pub async fn next(&mut self) -> anyhow::Result<Frame> {
        loop {
            if let Some(frame) = self.take()? {
                return Ok(frame);
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Ok(Frame::Close);
            }
        }
    }

    /// A whole frame of what was read.
    fn take(&mut self) -> anyhow::Result<Option<Frame>> {
        let [first, second, rest @ ..] = self.buffer.as_slice() else {
            return Ok(None);
        };
        let (kind, short) = (first & 0x0f, usize::from(second & 0x7f));
        let (length, head) = match (short, rest) {
            (126, [a, b, ..]) => (usize::from(u16::from_be_bytes([*a, *b])), 4),
            (127, [a, b, c, d, e, f, g, h, ..]) => {
                let long = u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]);
                (usize::try_from(long)?, 10)
            }
            (126 | 127, _) => return Ok(None),
            (short, _) => (short, 2),
        };
        if length > MOST_FRAME {
            bail!("a frame of {length} bytes");
        }
        let Some(payload) = self.buffer.get(head..head + length).map(<[u8]>::to_vec) else {
            return Ok(None);
        };
        self.buffer.drain(..head + length);
        if self.buffer.is_empty() && self.buffer.capacity() > 4_096 {
            self.buffer = Vec::new();
        }
        Ok(Some(match kind {
            1 => Frame::Text(String::from_utf8(payload)?),
            8 => Frame::Close,
            9 => Frame::Ping(payload),
            _ => Frame::Other,
        }))
    }
}

impl Writer {
    /// Sends a text.
    pub async fn text(&mut self, text: &str) -> anyhow::Result<()> {
        self.frame(1, text.as_bytes()).await
    }

    /// Answers a ping.
    pub async fn pong(&mut self, payload: &[u8]) -> anyhow::Result<()> {
        self.frame(10, payload).await
    }

    /// Clients must mask; a mask of zeros is one.
    async fn frame(&mut self, kind: u8, payload: &[u8]) -> anyhow::Result<()> {
        let mut frame = Vec::with_capacity(payload.len() + 14);
        frame.push(0x80 | kind);
        match payload.len() {
            short @ 0..=125 => frame.push(0x80 | u8::try_from(short)?),
            middle @ 126..=0xffff => {
                frame.push(0x80 | 126);
                frame.extend(u16::try_from(middle)?.to_be_bytes());
            }
            long => {
                frame.push(0x80 | 127);
                frame.extend(u64::try_from(long)?.to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend(payload);
        Ok(self.0.write_all(&frame).await?)
    }
}
