//! Texts in which nothing hides.
//!
//! A character that does not print is shown as Rust writes it in a string: `\n`, `\t`,
//! `\u{1b}`. Those are the control characters, with what starts a command of a terminal;
//! the format characters, with those that turn the direction of text around; the
//! separators of lines and paragraphs; what is for private use; and what is no character
//! at all. XML 1.0 forbids some of these, and all that it forbids are among them.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// What does not print.
const HIDDEN: &str = r"[\p{C}\p{Zl}\p{Zp}]";

/// The text on one line.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    static HIDES: LazyLock<Regex> = LazyLock::new(|| regex(HIDDEN));
    match is_plain(text) {
        true => Cow::Borrowed(text),
        false => HIDES.replace_all(text, shown),
    }
}

/// The text with its lines and tabs as they are. The end of a line is a line feed.
pub(crate) fn block(text: &str) -> String {
    static HIDES: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"[{HIDDEN}--[\n\t]]")));
    if text.split(['\n', '\t']).all(is_plain) {
        return text.to_owned();
    }
    let text = text.replace("\r\n", "\n");
    HIDES.replace_all(&text, shown).into_owned()
}

/// The text on one line, so that it can be had back: a backslash becomes two.
pub(crate) fn reversible(text: &str) -> String {
    static HIDES: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"[{HIDDEN}\\]")));
    HIDES.replace_all(text, shown).into_owned()
}

/// Whether a text is of characters that all print. Nearly all are, and a class has
/// megabytes of them, so it is worth asking first.
pub(crate) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

fn shown(found: &Captures<'_>) -> String {
    found[0].escape_default().to_string()
}

/// One of the patterns of this program.
pub(crate) fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a test uses each pattern")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_print_is_shown() {
        for (hidden, seen) in [
            ("\u{1b}[31m", r"\u{1b}[31m"),
            ("\u{202e}txt.exe", r"\u{202e}txt.exe"),
            ("a\u{200b}b\u{feff}", r"a\u{200b}b\u{feff}"),
            ("\0\u{7f}\u{9b}", r"\u{0}\u{7f}\u{9b}"),
            ("\u{2028}\u{2029}", r"\u{2028}\u{2029}"),
            ("\u{ffff}\u{fffe}", r"\u{ffff}\u{fffe}"),
            ("a\r\n\tb", r"a\r\n\tb"),
        ] {
            assert_eq!(line(hidden), seen);
        }
        let plain = "Zoë 李 naïve ' \" \\n 🦀 e\u{301}";
        assert_eq!(line(plain), plain);
    }

    #[test]
    fn a_block_keeps_its_lines() {
        assert_eq!(block("a\r\n\tb\rc\n"), "a\n\tb\\rc\n");
        assert_eq!(block("\u{1b}[0m\n"), "\\u{1b}[0m\n");
    }

    #[test]
    fn what_is_reversible_tells_a_backslash_from_what_is_shown() {
        assert_eq!(reversible("\n"), r"\n");
        assert_eq!(reversible(r"\n"), r"\\n");
        assert_eq!(line("\n"), line(r"\n"), "the other way does not");
    }
}
