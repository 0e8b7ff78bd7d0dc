//! `format=flowed` (RFC 3676): lines that were wrapped for old terminals become paragraphs again.

/// Joins flowed lines; `delsp` removes the space that marks a join, for languages without spaces between words.
#[must_use]
pub fn unflow(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // The quote depth of the paragraph that the next line may continue.
    let mut open: Option<usize> = None;
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let depth = line.bytes().take_while(|b| *b == b'>').count();
        let content = line.get(depth..).unwrap_or_default();
        // Space-stuffing protects lines that begin with a space, ">" or "From ".
        let content = content.strip_prefix(' ').unwrap_or(content);
        let is_signature = content == "-- ";
        if open != Some(depth) || is_signature {
            if open.is_some() {
                out.push('\n');
            }
            if depth > 0 {
                out.push_str(&">".repeat(depth));
                out.push(' ');
            }
        }
        let flows = content.ends_with(' ') && !is_signature;
        let kept = if flows && delsp {
            content.strip_suffix(' ').unwrap_or(content)
        } else {
            content
        };
        out.push_str(kept);
        if flows {
            open = Some(depth);
        } else {
            open = None;
            out.push('\n');
        }
    }
    // The split yields one line more than there are line ends.
    if open.is_none() {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_join_at_their_own_depth() {
        assert_eq!(unflow("one \ntwo\nthree\n", false), "one two\nthree\n");
        assert_eq!(
            unflow("> quoted \n> text\nanswer", false),
            "> quoted text\nanswer"
        );
        assert_eq!(unflow("> quoted \nanswer", false), "> quoted \nanswer");
        assert_eq!(unflow("文 \n字", true), "文字");
    }

    #[test]
    fn stuffing_and_signatures() {
        assert_eq!(
            unflow(" > not a quote\n  two spaces", false),
            "> not a quote\n two spaces"
        );
        assert_eq!(unflow("text \n-- \nAnn", false), "text \n-- \nAnn");
        assert_eq!(unflow("", false), "");
    }
}
