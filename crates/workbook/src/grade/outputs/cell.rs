//! Cells of a table that no spreadsheet takes for a formula, and that can be had back.
//!
//! A spreadsheet runs a cell that starts with `=`, `+`, `-` or `@`, in some languages in
//! their wide forms too. It may split a line at `;` where the file has `,`, so that a
//! cell can start in the middle of another. Two steps make a text safe:
//!
//! 1. A character that does not print, tab and ends of lines among them, is written as
//!    Rust writes it (`\n`, `\u{1b}`), and a backslash as two. No cell has two lines.
//! 2. Wherever a cell can start, at its start and after `,`, `;` and `|`, a `'` is put if
//!    what follows would start a formula, whatever spaces and quotes stand before that.
//!    It is also put if a `'` stands there that could be taken for one of ours.
//!
//! To have the text back: take away one `'` wherever one stands at such a place, before
//! more of them, spaces, quotes and the start of a formula; then read the escapes.

use std::sync::LazyLock;

use regex::Regex;

use super::visible::{regex, reversible};

/// A place where a cell can start, and what starts a formula there.
const FORMULA: &str = r#"(\A|[,;|])('*[\s"]*[-=+@−＝＋－＠﹦﹢﹣﹫])"#;

/// A text that is safe in a cell.
pub(crate) fn safe(text: &str) -> String {
    static STARTS: LazyLock<Regex> = LazyLock::new(|| regex(FORMULA));
    let text = reversible(text);
    STARTS.replace_all(&text, "$1'$2").into_owned()
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::super::nasty;
    use super::*;

    /// The text of a cell.
    pub(in super::super) fn original(cell: &str) -> String {
        static OURS: LazyLock<Regex> =
            LazyLock::new(|| regex(r#"(\A|[,;|])'('*[\s"]*[-=+@−＝＋－＠﹦﹢﹣﹫])"#));
        static ESCAPE: LazyLock<Regex> =
            LazyLock::new(|| regex(r"\\(?:([\\nrt])|u\{([0-9a-f]+)\})"));
        let text = OURS.replace_all(cell, "$1$2");
        let text = ESCAPE.replace_all(&text, |found: &regex::Captures<'_>| {
            let hidden = match (found.get(1), found.get(2)) {
                (Some(letter), _) => match letter.as_str() {
                    "n" => '\n',
                    "r" => '\r',
                    "t" => '\t',
                    _ => '\\',
                },
                (None, Some(digits)) => {
                    let number = u32::from_str_radix(digits.as_str(), 16).unwrap();
                    char::from_u32(number).unwrap()
                }
                (None, None) => unreachable!("one of the two was found"),
            };
            hidden.to_string()
        });
        text.into_owned()
    }

    /// Whether a spreadsheet takes it for text, wherever it splits a line.
    pub(in super::super) fn is_text(cell: &str) -> bool {
        let starts = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];
        cell.split([',', ';', '|', '\t', '\n', '\r']).all(|part| {
            let part = part.trim_start_matches([' ', '"', '\u{a0}', '\u{feff}', '\0']);
            !part.starts_with(starts)
        }) && !cell.starts_with(starts)
    }

    #[test]
    fn a_formula_becomes_text() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("-1", "'-1"),
            ("  =1", "'  =1"),
            ("'=1", "''=1"),
            ("＝1", "'＝1"),
            ("\t=1", r"\t=1"),
            ("a;=1", "a;'=1"),
            ("a,\"=1", "a,'\"=1"),
            ("a-b", "a-b"),
            ("O'Neil", "O'Neil"),
            ("'tis", "'tis"),
            (r"a\b", r"a\\b"),
        ] {
            assert_eq!(safe(text), cell);
            assert_eq!(original(cell), text);
        }
    }

    #[test]
    fn the_naive_cell_is_no_text() {
        for text in ["=1+1", "\t=1", "a;=1", "＠A1", " -1", "\"=1"] {
            assert!(!is_text(text), "{text}");
        }
        // To put a quote before it, and to do nothing else, loses what was there.
        let naive = |text: &str| match text.starts_with('=') {
            true => format!("'{text}"),
            false => text.to_owned(),
        };
        assert_eq!(naive("=1"), naive("'=1"));
    }

    proptest! {
        #[test]
        fn every_text_is_safe_and_comes_back(text in nasty::text()) {
            let cell = safe(&text);
            prop_assert!(is_text(&cell), "{cell}");
            prop_assert_eq!(original(&cell), text);
        }

        #[test]
        fn so_does_what_is_made_of_marks(text in "[-'=;,|\" \\\\n\n\t]{0,8}") {
            let cell = safe(&text);
            prop_assert!(is_text(&cell), "{cell}");
            prop_assert_eq!(original(&cell), text);
        }
    }
}
