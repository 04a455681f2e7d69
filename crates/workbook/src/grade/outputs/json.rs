//! JSON, with nothing in it that does not print.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::Serialize;

use super::visible::{is_plain, regex};

/// A value as JSON on many lines. What does not print is written as JSON writes it,
/// `\u202e`: a reader gets the same value, and a terminal is told nothing.
///
/// # Errors
///
/// If the value cannot be said in JSON.
pub(crate) fn pretty(value: &impl Serialize) -> anyhow::Result<String> {
    static HIDES: LazyLock<Regex> = LazyLock::new(|| regex(r"[\p{C}\p{Zl}\p{Zp}]"));
    let text = serde_json::to_string_pretty(value)? + "\n";
    // Outside of strings there is no such character.
    let escape = |found: &Captures<'_>| -> String {
        let units = found[0].encode_utf16();
        units.map(|unit| format!("\\u{unit:04x}")).collect()
    };
    let lines = text.split('\n').map(|line| match is_plain(line) {
        true => Cow::Borrowed(line),
        false => HIDES.replace_all(line, escape),
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{canonical, files, fixture, nasty};
    use super::*;
    use crate::grade::row::GradeBook;

    const NONE: [char; 0] = [];

    /// What is in a text and does not print, but for the ends of lines.
    fn hidden(text: &str) -> Vec<char> {
        let shown = |c: &char| {
            *c == '\n' || super::super::visible::line(&c.to_string()).len() == c.len_utf8()
        };
        text.chars().filter(|c| !shown(c)).collect()
    }

    #[test]
    fn the_naive_way_hides_things() {
        assert_ne!(hidden(&serde_json::to_string("\u{202e}").unwrap()), NONE);
        assert_eq!(hidden(&pretty(&"\u{202e}").unwrap()), NONE);
    }

    #[test]
    fn the_grade_book_comes_back() {
        let book = canonical::canonical(fixture::class()).unwrap();
        let json = &files(&fixture::class()).unwrap()[super::super::GRADE_BOOK];
        assert_eq!(serde_json::from_str::<GradeBook>(json).unwrap(), book);
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in nasty::text()) {
            let json = pretty(&[&text]).unwrap();
            prop_assert_eq!(hidden(&json), NONE);
            prop_assert_eq!(serde_json::from_str::<[String; 1]>(&json).unwrap(), [text]);
        }
    }
}
