//! The text as letters: what a reader would not see.

use super::Finding;

/// The longest answer that needs no look, in bytes: far above the longest honest one.
const LONG: usize = 24 << 10;

/// The longest line, in letters.
const WIDE: usize = 400;

/// The longest line that is read, in bytes. To find the column of a token takes a look at
/// its whole line, so many tokens on one line take very long.
const TOO_WIDE: usize = 4 << 10;

/// Whether a line is too long for the policy. It has found something then, the line.
pub(super) fn is_too_wide(text: &str) -> bool {
    text.lines().any(|line| line.len() > TOO_WIDE)
}

/// What the letters of an answer give to look at.
pub(super) fn look(text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    if text.len() > LONG {
        let does = format!(
            "is the first of a very long answer, {} KiB",
            text.len() >> 10
        );
        found.push(Finding::new(1, does));
    }
    for (at, line) in text.lines().enumerate() {
        let number = at + 1;
        if line.chars().count() > WIDE {
            let does = format!("is very long, more than {WIDE} letters");
            found.push(Finding::new(number, does));
        }
        for (column, letter) in line.chars().enumerate() {
            let is_mark = (at, column) == (0, 0) && letter == '\u{feff}';
            if !is_mark && is_hidden(letter) {
                let does = format!("has a letter that nobody sees, {}", letter.escape_unicode());
                found.push(Finding::new(number, does));
            }
        }
    }
    found
}

/// Whether a letter is not shown, or changes the order of others. Joiners stay: some
/// scripts and pictures need them.
fn is_hidden(letter: char) -> bool {
    match letter {
        '\t' | '\n' | '\r' | '\u{c}' => false,
        '\u{ad}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{180e}'
        | '\u{200b}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => true,
        other => other.is_control(),
    }
}
