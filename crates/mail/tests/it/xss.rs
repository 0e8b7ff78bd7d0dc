//! Payloads that must come out harmless, judged by another parser than the one that cleaned them.

use mail::sanitize::{sanitize_html, show_remote_images};
use scraper::Html;
use serde_json::Value;

use crate::support::cases;

const ELEMENTS: &str = "script iframe object embed form base meta link style svg math template frame frameset applet \
    input button select textarea audio video source portal";

/// Everything in `html` that could run, load, submit or restyle.
fn dangers(html: &str, remote_allowed: bool) -> Vec<String> {
    let document = Html::parse_fragment(html);
    let mut found = Vec::new();
    for node in document.tree.nodes() {
        let Some(element) = node.value().as_element() else {
            continue;
        };
        if ELEMENTS
            .split_ascii_whitespace()
            .any(|name| name == element.name())
        {
            found.push(format!("<{}>", element.name()));
        }
        for (name, value) in element.attrs() {
            found.extend(danger_of(element.name(), name, value, remote_allowed));
        }
    }
    found
}

fn danger_of(element: &str, name: &str, value: &str, remote_allowed: bool) -> Option<String> {
    // Browsers ignore white space and controls inside schemes.
    let squeezed: String = value
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect::<String>()
        .to_lowercase();
    let decoded = percent_decoded(&squeezed);
    let scheme = |text: &str| {
        [
            "javascript:",
            "vbscript:",
            "data:text",
            "data:image/svg",
            "data:application",
            "file:",
            "blob:",
        ]
        .iter()
        .any(|s| text.starts_with(s))
    };
    let bad = name.starts_with("on")
        || matches!(
            name,
            "id" | "class"
                | "srcset"
                | "srcdoc"
                | "background"
                | "formaction"
                | "action"
                | "poster"
                | "ping"
                | "xlink:href"
                | "name"
        )
        || scheme(&squeezed)
        || scheme(&decoded)
        || (name == "style" && style_is_bad(&squeezed))
        || (name == "src"
            && (element != "img"
                || !(remote_allowed || squeezed.starts_with("cid:") || squeezed.starts_with("data:image/"))));
    bad.then(|| format!("{name}={value:?} on {element}"))
}

fn style_is_bad(style: &str) -> bool {
    [
        "url(",
        "@import",
        "expression(",
        "position:",
        "behavior",
        "-moz-binding",
        "javascript",
        "\\",
    ]
    .iter()
    .any(|s| style.contains(s))
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        match (
            first,
            tail.get(..2)
                .and_then(|hex| std::str::from_utf8(hex).ok())
                .and_then(|h| u8::from_str_radix(h, 16).ok()),
        ) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn assert_harmless(title: &str, payload: &str) {
    let clean = sanitize_html(payload);
    assert_eq!(
        dangers(&clean.html, false),
        Vec::<String>::new(),
        "{title}: {payload}\n-> {}",
        clean.html
    );
    let again = sanitize_html(&clean.html);
    assert_eq!(
        dangers(&again.html, false),
        Vec::<String>::new(),
        "{title}, cleaned twice"
    );
    assert_eq!(
        dangers(&show_remote_images(&clean.html), true),
        Vec::<String>::new(),
        "{title}, with remote images"
    );
}

#[test]
fn the_judge_sees_what_is_dangerous() {
    for html in [
        "<script>x</script>",
        "<img src=x onerror=y>",
        "<a href=' java\tscript:x'>",
        "<p style='position: fixed'>",
        "<p style='background:url(//x)'>",
        "<img src='https://x.y/z.png'>",
        "<a href='&#106;avascript:x'>",
        "<p id=x>",
    ] {
        assert!(!dangers(html, false).is_empty(), "{html}");
    }
}

#[test]
fn every_payload_of_the_cases_comes_out_harmless() {
    let Some(folder) = cases("xss") else { return };
    let payloads: Value =
        serde_json::from_slice(&std::fs::read(folder.join("dompurify.json")).unwrap()).unwrap();
    let payloads = payloads.as_array().unwrap();
    for case in payloads {
        let text = |name: &str| case[name].as_str().unwrap_or_default();
        assert_harmless(text("title"), text("payload"));
    }
    println!("{} payloads", payloads.len());
    assert!(!payloads.is_empty());
}

#[test]
fn tricks_of_mail_come_out_harmless() {
    for payload in [
        "<div style=\"position:fixed;top:0;left:0;width:100%;height:100%\">over</div>",
        "<style>body{display:none}</style><link rel=stylesheet href=https://x.y/z.css>",
        "<img src=\"https://track.example/p.gif\" width=1 height=1><table background=\"https://x.y/b.png\"><tr><td>x",
        "<p style=\"background-image:u\\72l(https://x.y)\">x</p><p style=\"width:expres/**/sion(alert(1))\">y</p>",
        "<a href=\"java&#x09;script:alert(1)\">x</a><a href=\"&#1;javascript:alert(1)\">y</a>",
        "<a href=\"data:text/html;base64,PHNjcmlwdD4=\">x</a><a href=\"vbscript:x\">y</a><a href=\"//x.y\">z</a>",
        "<svg><style><img src=x onerror=alert(1)></style></svg><math><mi xlink:href=\"javascript:x\">x</mi></math>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
        "<textarea><img title=\"</textarea><img src onerror=alert(1)>\"></textarea>",
        "<title><a title=\"</title><img src=x onerror=alert(1)>\"></title>",
        "<!--[if mso]><v:rect fill=\"true\"><![endif]--><![if !mso]>x<![endif]>",
        "<img src=\"cid:a\" onload=\"x\"><img src=`javascript:x`><img/src/onerror=x><img src='x'onerror='y'>",
        "<p title='x\" onmouseover=\"y'>x</p><a href='https://x.y/\"onclick=z'>y</a>",
        "<form action=https://x.y><input name=password><button>Log in</button></form>",
        "<iframe srcdoc=\"<script>x</script>\"></iframe><object data=x></object><embed src=x><base href=//x.y>",
        "<table><tr><td><style>@import 'https://x.y'</style></td></tr></table><x/><\u{0}script>",
        "<a href=\"https://x.y\" ping=\"https://z\" download target=_top rel=opener id=root class=app>x</a>",
        "<img srcset=\"https://x.y 1x\" src=\"data:image/svg+xml;base64,AAAA\">",
        "<div style='font-family:\"a;position:fixed\"'>x</div><div style=\"color:red;POSITION : FIXED\">y</div>",
    ] {
        assert_harmless("trick", payload);
    }
}
