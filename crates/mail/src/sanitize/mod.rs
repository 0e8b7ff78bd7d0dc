//! HTML mail made safe to show inside the product.
//!
//! The look of legitimate mail stays (tables, widths, colours, fonts); what could run, load, submit or restyle the page
//! around it goes. Three steps: [`tame`] bounds nesting and attributes so that the standard's parser cannot be driven
//! into quadratic time, ammonia keeps what is on the lists below, [`css`] filters `style` attributes.
//!
//! - Remote pictures load nothing: their address moves from `src` to `data-remote-src`; [`show_remote_images`] puts it
//!   back when the reader asks.
//! - Pictures of the mail keep `src="cid:..."`: no browser resolves it, the application puts the attachment's address
//!   there. Their ids are in [`Sanitized::content_ids`].
//! - `data:` pictures stay when they are pixel formats.
//! - Links open in a new window without a referrer; ids and classes are dropped.

pub mod css;
mod tame;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use crate::html::entities;

/// HTML that is safe to show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sanitized {
    /// The HTML.
    pub html: String,
    /// How many remote pictures it holds back.
    pub remote_images: usize,
    /// The `Content-ID`s of the pictures that it shows.
    pub content_ids: Vec<String>,
}

/// Makes untrusted HTML safe.
#[must_use]
pub fn sanitize_html(html: &str) -> Sanitized {
    let clean = CLEANER.clean(&tame::tame(html)).to_string();
    mark_images(&clean)
}

/// Lets the remote pictures of sanitised HTML load.
#[must_use]
pub fn show_remote_images(html: &str) -> String {
    rewrite_images(html, |attribute| {
        attribute
            .strip_prefix("data-remote-src=")
            .map(|value| format!("src={value}"))
    })
}

/// The scheme under which a remote address passes through the cleaner; mail cannot use it, it is on no list.
const HELD: &str = "x-held:";

const TAGS: &str = "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd \
    del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark \
    ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time \
    tr tt u ul var wbr";

/// Elements that go with their content.
const WITH_CONTENT: &str = "applet audio canvas datalist embed head iframe input math meter noembed noframes \
    noscript object option progress script select style svg template textarea title video xmp";

const ATTRIBUTES: &str = "align bgcolor border cellpadding cellspacing color colspan dir face height hspace lang nowrap \
    rowspan size start style summary title type valign vspace width";

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.split_ascii_whitespace().collect())
        .clean_content_tags(WITH_CONTENT.split_ascii_whitespace().collect())
        .generic_attributes(ATTRIBUTES.split_ascii_whitespace().collect())
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("img", HashSet::from(["src", "alt"])),
            ("blockquote", HashSet::from(["type"])),
            ("time", HashSet::from(["datetime"])),
        ]))
        .url_schemes(HashSet::from([
            "http", "https", "mailto", "tel", "sms", "cid", "data",
        ]))
        // Relative addresses are judged by the filter; ammonia's own rule would drop "//host/picture" too.
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .strip_comments(true)
        .attribute_filter(filter_attribute);
    builder
});

fn filter_attribute<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    match (element, attribute) {
        (_, "style") => Some(css::filter(value))
            .filter(|css| !css.is_empty())
            .map(Cow::Owned),
        ("img", "src") => image_source(value),
        (_, "href") => link_target(value),
        (_, "src") => None,
        // Free text that readers see.
        (_, "title" | "alt" | "summary") => {
            let script = ["javascript", "vbscript", "data"];
            (!has_scheme(&squeeze(value), &script)).then_some(Cow::Borrowed(value))
        }
        _ => (value.len() <= 100).then_some(Cow::Borrowed(value)),
    }
}

/// What browsers ignore inside an address, and attackers put there.
fn squeeze(value: &str) -> Cow<'_, str> {
    let value = value.trim_matches(|c: char| c <= ' ');
    if value.contains(['\t', '\n', '\r']) {
        Cow::Owned(
            value
                .chars()
                .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
                .collect(),
        )
    } else {
        Cow::Borrowed(value)
    }
}

fn has_scheme(value: &str, schemes: &[&str]) -> bool {
    let Some((scheme, _)) = value.split_once(':') else {
        return false;
    };
    schemes.iter().any(|s| s.eq_ignore_ascii_case(scheme))
}

fn image_source(value: &str) -> Option<Cow<'_, str>> {
    let value = squeeze(value);
    if has_scheme(&value, &["cid"]) {
        return Some(value);
    }
    if has_scheme(&value, &["data"]) {
        let kind = value.get(5..)?.split([';', ',']).next()?.to_ascii_lowercase();
        let pixels = [
            "image/png",
            "image/jpeg",
            "image/jpg",
            "image/gif",
            "image/webp",
            "image/bmp",
        ];
        return pixels.contains(&kind.trim()).then_some(value);
    }
    if has_scheme(&value, &["http", "https"]) {
        return Some(Cow::Owned(format!("{HELD}{value}")));
    }
    value
        .starts_with("//")
        .then(|| Cow::Owned(format!("{HELD}https:{value}")))
}

fn link_target(value: &str) -> Option<Cow<'_, str>> {
    let value = squeeze(value);
    if has_scheme(&value, &["http", "https", "mailto", "tel", "sms"]) {
        return Some(value);
    }
    // Links inside the mail have lost their targets, relative ones would lead into the application.
    value
        .starts_with("//")
        .then(|| Cow::Owned(format!("https:{value}")))
}

/// Moves held addresses to `data-remote-src` and gathers what the pictures refer to.
fn mark_images(clean: &str) -> Sanitized {
    let mut remote_images = 0;
    let mut content_ids = Vec::new();
    let held = format!("src=\"{HELD}");
    let html = rewrite_images(clean, |attribute| {
        if let Some(rest) = attribute.strip_prefix(&held) {
            remote_images += 1;
            return Some(format!("data-remote-src=\"{rest}"));
        }
        if let Some(id) = attribute
            .strip_prefix("src=\"")
            .and_then(|v| v.strip_suffix('"'))
            .and_then(content_id)
        {
            content_ids.push(id);
        }
        None
    });
    Sanitized {
        html,
        remote_images,
        content_ids,
    }
}

/// The id that a `cid:` address names.
fn content_id(source: &str) -> Option<String> {
    let id = source
        .get(..4)
        .filter(|p| p.eq_ignore_ascii_case("cid:"))
        .and(source.get(4..))?;
    let id = entities::decode_attribute(id);
    let mut bytes = Vec::with_capacity(id.len());
    let mut rest = id.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'%'
            && let Some(byte) = crate::mime::transfer::hex_pair(tail.first(), tail.get(1))
        {
            bytes.push(byte);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    Some(
        String::from_utf8_lossy(&bytes)
            .trim_matches(['<', '>'])
            .to_owned(),
    )
}

/// Applies `change` to each attribute of each picture in serialised HTML, where `<` only begins tags and quotes only
/// surround values.
fn rewrite_images(html: &str, mut change: impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(html.len() + 64);
    let mut rest = html;
    while let Some(at) = rest.find("<img ") {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        out.push_str("<img");
        rest = tag.get(4..).unwrap_or_default();
        while let Some(attribute) = rest.strip_prefix(' ') {
            let end = attribute.find("=\"").and_then(|start| {
                let value = attribute.get(start + 2..)?;
                value.find('"').map(|len| start + 2 + len + 1)
            });
            let Some(end) = end else { break };
            let (attribute, tail) = attribute.split_at(end);
            out.push(' ');
            match change(attribute) {
                Some(changed) => out.push_str(&changed),
                None => out.push_str(attribute),
            }
            rest = tail;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(html: &str) -> String {
        sanitize_html(html).html
    }

    #[test]
    fn the_look_of_mail_stays() {
        let html = "<table width=\"600\" bgcolor=\"#ffffff\"><tbody><tr><td style=\"color: red; padding: 4px\">x</td></tr></tbody></table>";
        assert_eq!(
            clean(html),
            html.replace("color: red; padding: 4px", "color:red;padding:4px")
        );
        assert_eq!(
            clean("<font color=\"#333\" face=\"Arial\">x</font>"),
            "<font color=\"#333\" face=\"Arial\">x</font>"
        );
    }

    #[test]
    fn nothing_runs_and_nothing_submits() {
        assert_eq!(
            clean("a<script>x</script><img src=x onerror=y><form action=/x><input>b</form>"),
            "a<img>b"
        );
        assert_eq!(
            clean("<a href=\" java\nscript:x\">a</a>"),
            "<a target=\"_blank\" rel=\"noopener noreferrer nofollow\">a</a>"
        );
        assert_eq!(clean("<p id=root class=modal onclick=x>a</p>"), "<p>a</p>");
        assert_eq!(
            clean("<style>@import url(//x)</style><link href=x><base href=x><meta http-equiv=refresh>a"),
            "a"
        );
    }

    #[test]
    fn remote_pictures_wait_until_asked_for() {
        let shown = sanitize_html("<img alt=\"a\" src=\"https://x.y/a.png?b=1&c\"><img src=//x.y/b.png>");
        assert_eq!(shown.remote_images, 2);
        assert_eq!(
            shown.html,
            "<img alt=\"a\" data-remote-src=\"https://x.y/a.png?b=1&amp;c\"><img data-remote-src=\"https://x.y/b.png\">"
        );
        assert!(
            show_remote_images(&shown.html)
                .starts_with("<img alt=\"a\" src=\"https://x.y/a.png?b=1&amp;c\">")
        );
        let text = "&lt;img src=\"x-held:https://x\"&gt;";
        assert_eq!(
            (clean(text).as_str(), sanitize_html(text).remote_images),
            (text, 0)
        );
        assert_eq!(clean("<img src=\"x-held:https://x\">"), "<img>");
    }

    #[test]
    fn own_pictures_and_pixels_stay() {
        let shown = sanitize_html("<img src=\"cid:a%40b&amp;c\"><img src=\"data:image/png;base64,AA==\">");
        assert_eq!(shown.content_ids, ["a@b&c"]);
        assert!(shown.html.contains("data:image/png"));
        assert_eq!(clean("<img src=\"data:image/svg+xml,<svg onload=x>\">"), "<img>");
        assert_eq!(
            clean("<a href=\"data:text/html,x\">a</a>")
                .matches("data:")
                .count(),
            0
        );
    }

    #[test]
    fn bombs_are_defused() {
        for piece in [
            "<div>",
            "<b><p>",
            "<font color=1><p>",
            "<table><tr><td>",
            "<p><font size=1></p>",
            "<a b c d e f",
            "<li>",
        ] {
            let html = piece.repeat(20_000);
            let shown = sanitize_html(&html);
            assert!(
                shown.html.len() < html.len() * 12,
                "{piece}: {}",
                shown.html.len()
            );
        }
    }
}
