//! HTML as a stream of tags and texts.
//!
//! A parser that follows the standard takes quadratic time on hostile input (thousands of attributes, tags that never
//! close). This one looks at every character a bounded number of times, and what it hands on is tame.

/// More attributes than this on one tag are ignored.
const MAX_ATTRIBUTES: usize = 48;

/// One piece of a document. Names are as written, values and texts still hold their entities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token<'a> {
    /// Text between tags.
    Text(&'a str),
    /// `<name attributes>`
    Start {
        /// The tag's name.
        name: &'a str,
        /// What follows the name, for [`attributes`].
        attributes: &'a str,
    },
    /// `</name>`
    End {
        /// The tag's name.
        name: &'a str,
    },
}

/// Tokens of `html`. Comments, declarations and the content of scripts and styles are left out.
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    html: &'a str,
    at: usize,
    /// Quote characters that do not occur any more, so that looking for them again costs nothing.
    gone: [bool; 2],
    /// The raw-text element whose end tag comes next.
    raw: Option<&'a str>,
}

/// Elements whose content is no text for a reader and no markup either.
const RAW_TEXT: [&str; 8] = [
    "script", "style", "xmp", "iframe", "noembed", "noframes", "noscript", "title",
];

/// Whether the content of this element is left out.
#[must_use]
pub fn is_raw_text(name: &str) -> bool {
    RAW_TEXT.iter().any(|raw| raw.eq_ignore_ascii_case(name))
}

impl<'a> Tokens<'a> {
    /// Reads `html`.
    #[must_use]
    pub fn new(html: &'a str) -> Self {
        Self {
            html,
            at: 0,
            gone: [false; 2],
            raw: None,
        }
    }

    fn rest(&self) -> &'a str {
        self.html.get(self.at..).unwrap_or_default()
    }

    /// Skips what begins with `<!` or `<?`.
    fn skip_declaration(&mut self) {
        let rest = self.rest();
        let len = if rest.starts_with("<!-->") || rest.starts_with("<!--->") {
            rest.find('>').map(|i| i + 1)
        } else if rest.starts_with("<!--") {
            memchr::memmem::find(rest.as_bytes(), b"-->").map(|i| i + 3)
        } else {
            memchr::memchr(b'>', rest.as_bytes()).map(|i| i + 1)
        };
        self.at += len.unwrap_or(rest.len());
    }

    /// Skips to the end tag of a raw-text element.
    fn skip_raw(&mut self, name: &str) {
        let rest = self.rest();
        let mut from = 0;
        while let Some(offset) = memchr::memmem::find(rest.as_bytes().get(from..).unwrap_or_default(), b"</")
        {
            let at = from + offset;
            if rest
                .get(at + 2..at + 2 + name.len())
                .is_some_and(|n| n.eq_ignore_ascii_case(name))
            {
                self.at += at;
                return;
            }
            from = at + 2;
        }
        // A title that nobody closed must not swallow the mail; an open script or style never shows anything.
        if !name.eq_ignore_ascii_case("title") {
            self.at = self.html.len();
        }
    }

    /// The length of a tag from its `<` to its `>`, and whether it has one.
    fn tag_len(&mut self, rest: &str) -> (usize, bool) {
        let bytes = rest.as_bytes();
        let mut at = 1;
        let mut after_equals = false;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'>' => return (at + 1, true),
                b'"' | b'\'' if after_equals => {
                    let slot = usize::from(*byte == b'\'');
                    let gone = self.gone.get(slot).copied().unwrap_or(true);
                    let close = if gone {
                        None
                    } else {
                        memchr::memchr(*byte, bytes.get(at + 1..).unwrap_or_default())
                    };
                    match close {
                        Some(len) => at += len + 1,
                        // Never closed: the quote is a slip, the tag ends at its bracket.
                        None => {
                            if let Some(gone) = self.gone.get_mut(slot) {
                                *gone = true;
                            }
                        }
                    }
                    after_equals = false;
                }
                b'=' => after_equals = true,
                b if b.is_ascii_whitespace() => {}
                _ => after_equals = false,
            }
            at += 1;
        }
        (bytes.len(), false)
    }

    fn tag(&mut self, rest: &'a str) -> Option<Token<'a>> {
        let closing = rest.starts_with("</");
        let name_at = if closing { 2 } else { 1 };
        let name = rest.get(name_at..)?;
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let name_len = name
            .find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>')
            .unwrap_or(name.len());
        let name = name.get(..name_len)?;
        // "<ann@example.com>", an address that nobody escaped.
        if name.contains('@') {
            return None;
        }
        let (len, complete) = self.tag_len(rest);
        let attributes_end = if complete { len - 1 } else { len };
        let attributes = rest.get((name_at + name_len).min(attributes_end)..attributes_end)?;
        self.at += len;
        Some(if closing {
            Token::End { name }
        } else {
            Token::Start { name, attributes }
        })
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(name) = self.raw.take() {
            self.skip_raw(name);
        }
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return None;
            }
            let mut text_len = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
            if text_len == 0 {
                if rest.starts_with("<!") || rest.starts_with("<?") {
                    self.skip_declaration();
                    continue;
                }
                if let Some(token) = self.tag(rest) {
                    if let Token::Start { name, .. } = token
                        && is_raw_text(name)
                    {
                        self.raw = Some(name);
                    }
                    return Some(token);
                }
                // A bracket that begins no tag is text.
                text_len = 1 + memchr::memchr(b'<', rest.as_bytes().get(1..).unwrap_or_default())
                    .unwrap_or(rest.len() - 1);
            }
            self.at += text_len;
            return rest.get(..text_len).map(Token::Text);
        }
    }
}

/// The attributes of a tag: name as written, value with its entities.
pub fn attributes(raw: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = raw;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/' || c == '=');
        if rest.is_empty() {
            return None;
        }
        let len = rest
            .find(|c: char| c.is_ascii_whitespace() || c == '=' || c == '/')
            .unwrap_or(rest.len());
        let (name, tail) = rest.split_at_checked(len)?;
        let Some(value) = tail
            .trim_ascii_start()
            .strip_prefix('=')
            .map(str::trim_ascii_start)
        else {
            rest = tail;
            return Some((name, ""));
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let closed = quote.and_then(|q| value.get(1..)?.split_once(q));
        let (value, tail) = match closed {
            Some((value, tail)) => (value, tail),
            None => {
                let len = value
                    .find(|c: char| c.is_ascii_whitespace())
                    .unwrap_or(value.len());
                value.split_at_checked(len)?
            }
        };
        rest = tail;
        Some((name, value))
    })
    .take(MAX_ATTRIBUTES)
}

/// The decoded value of one attribute.
#[must_use]
pub fn attribute(raw: &str, name: &str) -> Option<String> {
    attributes(raw)
        .find(|(n, _)| n.eq_ignore_ascii_case(name))
        .map(|(_, v)| super::entities::decode_attribute(v).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> Vec<Token<'_>> {
        Tokens::new(html).collect()
    }

    #[test]
    fn tags_texts_and_what_is_left_out() {
        assert_eq!(
            read("a<!-- <b> --><p class='x>y'>b</P><script>if (a<b) {}</script><br/>"),
            [
                Token::Text("a"),
                Token::Start {
                    name: "p",
                    attributes: " class='x>y'"
                },
                Token::Text("b"),
                Token::End { name: "P" },
                Token::Start {
                    name: "script",
                    attributes: ""
                },
                Token::End { name: "script" },
                Token::Start {
                    name: "br",
                    attributes: "/"
                },
            ]
        );
    }

    #[test]
    fn brackets_that_are_no_tags_are_text() {
        assert_eq!(
            read("1 < 2 <ann@x.y>"),
            [Token::Text("1 "), Token::Text("< 2 "), Token::Text("<ann@x.y>")]
        );
        assert_eq!(read("<").len(), 1);
        assert_eq!(read("<!-- open").len(), 0);
        assert_eq!(
            read("<p title=\"open>x"),
            [
                Token::Start {
                    name: "p",
                    attributes: " title=\"open"
                },
                Token::Text("x")
            ]
        );
    }

    #[test]
    fn attributes_in_every_notation() {
        let all: Vec<_> = attributes(" a=\"1 2\" b = '3' c=4 d/ e==5 f='open").collect();
        assert_eq!(
            all,
            [
                ("a", "1 2"),
                ("b", "3"),
                ("c", "4"),
                ("d", ""),
                ("e", "=5"),
                ("f", "'open")
            ]
        );
        assert_eq!(attribute(" HREF='a&amp;b'", "href").unwrap(), "a&b");
    }

    #[test]
    fn hostile_input_takes_linear_time() {
        for piece in [
            "<a b=\"",
            "<a b='x",
            "</",
            "<!--",
            "<a b c d e f ",
            "<script>",
            "<p title=\"a'",
            "&#x",
        ] {
            let html = piece.repeat(200_000);
            assert!(Tokens::new(&html).count() <= 800_000);
        }
        assert!(attributes(&" a".repeat(100_000)).count() <= MAX_ATTRIBUTES);
    }
}
