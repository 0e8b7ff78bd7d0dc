//! File names: safe to save, never empty, telling what is inside.

/// Longest name in bytes; most file systems stop at 255.
const MAX_BYTES: usize = 200;

/// Makes a given name safe: no path, no control characters, not too long. `None` when nothing is left.
#[must_use]
pub fn safe(name: &str) -> Option<String> {
    // What stands before the last separator is a path of the sender's machine, or an attack.
    let last = name
        .rsplit(['/', '\\'])
        .find(|piece| !piece.trim().is_empty())
        .unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| !c.is_control() && !is_direction_override(*c))
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let clean = clean.trim_start_matches(['.', ' ']).trim_end_matches([' ', '.']);
    (!clean.is_empty()).then(|| shorten(clean))
}

/// Characters that show `exe.jpg` where the name ends with `gpj.exe`.
fn is_direction_override(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// Cuts in the middle so that the extension stays.
fn shorten(name: &str) -> String {
    if name.len() <= MAX_BYTES {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.len() <= 10 => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    let mut end = MAX_BYTES - extension.len();
    while !stem.is_char_boundary(end.min(stem.len())) {
        end -= 1;
    }
    format!("{}{extension}", stem.get(..end).unwrap_or(stem).trim_end())
}

/// A name for a file that came without one; `description` is what the sender says it is.
#[must_use]
pub fn for_type(content_type: &str, description: Option<&str>) -> String {
    let extension = extension(content_type);
    let stem = match (description.and_then(safe), content_type) {
        (Some(description), _) => description,
        (None, "message/delivery-status") => "delivery-status".to_owned(),
        (None, "message/disposition-notification") => "disposition-notification".to_owned(),
        (None, "text/rfc822-headers") => "headers".to_owned(),
        (None, "text/calendar") => "invite".to_owned(),
        (None, "message/rfc822") => "message".to_owned(),
        (None, "application/pgp-signature") => "signature".to_owned(),
        (None, "application/pkcs7-signature" | "application/pkcs7-mime") => "smime".to_owned(),
        (None, kind) => match kind.split('/').next() {
            Some("image") => "image",
            Some("video") => "video",
            Some("audio") => "audio",
            Some("text") => "document",
            _ => "file",
        }
        .to_owned(),
    };
    match extension {
        Some(extension) if !stem.to_lowercase().ends_with(&format!(".{extension}")) => {
            format!("{stem}.{extension}")
        }
        _ => stem,
    }
}

/// The usual extension of a media type.
#[must_use]
pub fn extension(content_type: &str) -> Option<&'static str> {
    Some(match content_type {
        "image/jpeg" | "image/jpg" | "image/pjpeg" => "jpg",
        "image/png" | "image/x-png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "image/heic" => "heic",
        "image/tiff" => "tif",
        "image/bmp" | "image/x-ms-bmp" => "bmp",
        "image/svg+xml" => "svg",
        "application/pdf" | "application/x-pdf" => "pdf",
        "application/zip" | "application/x-zip-compressed" => "zip",
        "application/gzip" | "application/x-gzip" => "gz",
        "application/json" => "json",
        "application/xml" | "text/xml" => "xml",
        "application/rtf" | "text/rtf" => "rtf",
        "application/msword" => "doc",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.ms-excel" => "xls",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        "application/vnd.ms-powerpoint" => "ppt",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation" => "pptx",
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => "p7s",
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => "p7m",
        "application/pgp-signature" => "asc",
        "application/ms-tnef" | "application/vnd.ms-tnef" => "dat",
        "message/rfc822" | "message/global" => "eml",
        "message/delivery-status"
        | "message/disposition-notification"
        | "text/rfc822-headers"
        | "text/plain" => "txt",
        "text/html" => "html",
        "text/csv" => "csv",
        "text/calendar" | "application/ics" => "ics",
        "text/vcard" | "text/x-vcard" => "vcf",
        "text/markdown" => "md",
        "audio/mpeg" | "audio/mp3" => "mp3",
        "audio/wav" | "audio/x-wav" => "wav",
        "audio/ogg" => "ogg",
        "audio/mp4" | "audio/x-m4a" => "m4a",
        "audio/amr" => "amr",
        "video/mp4" => "mp4",
        "video/quicktime" => "mov",
        "video/webm" => "webm",
        "video/3gpp" => "3gp",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_tricks_are_removed() {
        assert_eq!(safe("../../etc/passwd").unwrap(), "passwd");
        assert_eq!(safe("C:\\Users\\x\\hóa đơn.pdf").unwrap(), "hóa đơn.pdf");
        assert_eq!(safe("a\0b\r\n.txt").unwrap(), "ab.txt");
        assert_eq!(safe("photo\u{202e}gpj.exe").unwrap(), "photogpj.exe");
        assert_eq!(safe(".htaccess").unwrap(), "htaccess");
        assert_eq!((safe(".."), safe("/"), safe("  ")), (None, None, None));
        let long = safe(&format!("{}.pdf", "ế".repeat(300))).unwrap();
        assert!(long.len() <= MAX_BYTES && long.ends_with("ế.pdf"));
    }

    #[test]
    fn names_are_made_from_types() {
        assert_eq!(for_type("image/jpeg", None), "image.jpg");
        assert_eq!(
            for_type("message/delivery-status", Some("Delivery report")),
            "Delivery report.txt"
        );
        assert_eq!(for_type("application/x-unknown", None), "file");
        assert_eq!(for_type("message/rfc822", Some("Re: Hỏi")), "Re: Hỏi.eml");
        assert_eq!(for_type("image/png", Some("Logo.png")), "Logo.png");
    }
}
