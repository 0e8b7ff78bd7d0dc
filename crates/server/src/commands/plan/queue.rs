//! `rapport plan queue`: problems about queues as JSON Lines.

use std::io::{BufRead, BufReader, Read as _, Write};

use anyhow::Context as _;

/// Longer lines are no problems but something else; they are answered with an error and passed over.
const LONGEST_LINE: u64 = 1 << 20;

/// Answers standard input on standard output.
pub fn run() -> anyhow::Result<()> {
    let input = BufReader::new(std::io::stdin().lock());
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    match answer_lines(input, &mut output).and_then(|()| output.flush()) {
        // A reader that went away (`| head`) is no error.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(error).context("answering the problems on standard input")
        }
        _ => Ok(()),
    }
}

/// One answer for each line, in order. What is answered is handed on before more input is waited for.
fn answer_lines<R: std::io::Read>(mut input: BufReader<R>, output: &mut impl Write) -> std::io::Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.buffer().is_empty() {
            output.flush()?;
        }
        if input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        } else if line.len() as u64 == LONGEST_LINE {
            input.skip_until(b'\n')?;
        }
        output.write_all(workforce::query::answer_line(&line).as_bytes())?;
        output.write_all(b"\n")?;
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::{LONGEST_LINE, answer_lines};

    fn answers(input: &[u8]) -> Vec<String> {
        let mut output = Vec::new();
        answer_lines(BufReader::new(input), &mut output).unwrap();
        String::from_utf8(output)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn every_line_has_its_answer_in_order() {
        let good = r#"{"model": "erlang_b", "offered_load": 2, "servers": 2}"#;
        let long = "x".repeat(usize::try_from(LONGEST_LINE).unwrap() * 2);
        let input = format!("{good}\r\nnonsense\n\n{long}\n{good}");
        let answers = answers(input.as_bytes());
        assert_eq!(answers.len(), 5);
        for (answer, right) in answers.iter().zip([true, false, false, false, true]) {
            assert_eq!(answer.contains("\"blocking\":0.4"), right, "{answer}");
            assert_eq!(answer.contains("\"error\""), !right, "{answer}");
        }
        assert!(self::answers(b"").is_empty());
    }
}
