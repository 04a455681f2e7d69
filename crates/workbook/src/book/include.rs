//! `{{#include file:anchor}}`: mdBook's directive, looked at before mdBook does.
//!
//! mdBook leaves an empty block where an anchor is missing and prints the
//! directive where a file is; both are refused here. What is included is
//! expanded here too, so that a method does not stand four spaces in.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

/// The text of `file`, `file:anchor` or `file:first:last`, without the lines
/// that mark anchors and without the indentation that all lines share. The file
/// is relative to the folder of the page.
///
/// # Errors
///
/// If the file, the anchor or the lines do not exist: what to tell the author.
pub(crate) fn take(folder: &Path, target: &str) -> Result<String, String> {
    let (file, selection) = target.split_once(':').unwrap_or((target, ""));
    if file.is_empty() {
        return Err("name a file, as in `{{#include ../../crates/a/src/b.rs:anchor}}`".to_owned());
    }
    let text = std::fs::read_to_string(folder.join(file))
        .map_err(|error| format!("cannot include `{file}`: {error}"))?;
    let lines: Vec<&str> = text.lines().collect();
    let chosen = select(&lines, file, selection)?;
    let shown: Vec<&str> = chosen
        .iter()
        .copied()
        .filter(|line| !MARK.is_match(line))
        .collect();
    if shown.iter().all(|line| line.trim().is_empty()) {
        return Err(format!("`{target}` includes no text"));
    }
    Ok(dedent(&shown))
}

static MARK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"ANCHOR(_END)?:\s*([\w-]+)").expect("the pattern is valid"));

fn select<'a>(lines: &'a [&'a str], file: &str, selection: &str) -> Result<&'a [&'a str], String> {
    let mut numbers = selection.splitn(2, ':');
    let first = numbers.next().unwrap_or_default();
    let last = numbers.next();
    if first.is_empty() && last.is_none() {
        return Ok(lines);
    }
    if !first.is_empty() && first.parse::<usize>().is_err() {
        return anchored(lines, file, first);
    }
    let whole = |text: &str, default: usize| match text {
        "" => Ok(default),
        text => text
            .parse::<usize>()
            .map_err(|_| format!("`{selection}` is no range of lines of `{file}`")),
    };
    let from = whole(first, 1)?;
    let to = match last {
        Some(last) => whole(last, lines.len())?,
        None => from,
    };
    if from == 0 || from > to || to > lines.len() {
        return Err(format!(
            "`{file}` has lines 1 to {}, so `{selection}` is no range of them",
            lines.len()
        ));
    }
    Ok(&lines[from - 1..to])
}

fn anchored<'a>(lines: &'a [&'a str], file: &str, anchor: &str) -> Result<&'a [&'a str], String> {
    let marks = |line: &&str, end: bool| {
        MARK.captures(line)
            .is_some_and(|mark| mark.get(1).is_some() == end && &mark[2] == anchor)
    };
    let Some(start) = lines.iter().position(|line| marks(line, false)) else {
        let known = lines.iter().filter_map(|line| {
            let mark = MARK.captures(line)?;
            mark.get(1)
                .is_none()
                .then(|| mark.get(2))?
                .map(|name| name.as_str())
        });
        let near = super::register::did_you_mean(anchor, known);
        return Err(format!("`{file}` has no anchor `{anchor}`{near}"));
    };
    let after = &lines[start + 1..];
    let end = after.iter().position(|line| marks(line, true));
    let end = end.ok_or_else(|| format!("the anchor `{anchor}` of `{file}` has no end"))?;
    Ok(&after[..end])
}

fn dedent(lines: &[&str]) -> String {
    let indent = |line: &&str| line.len() - line.trim_start_matches(' ').len();
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let shared = filled.map(indent).min().unwrap_or(0);
    let cut: Vec<&str> = lines
        .iter()
        .map(|line| line.get(shared..).unwrap_or_default())
        .collect();
    cut.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take_from(text: &str, selection: &str) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.rs"), text).unwrap();
        take(folder.path(), &format!("a.rs{selection}"))
    }

    const TEXT: &str = "one\n// ANCHOR: two\n    two\n\n        three\n// ANCHOR_END: two\nfour\n";

    #[test]
    fn an_anchor_is_taken_without_the_indentation_its_lines_share() {
        assert_eq!(take_from(TEXT, ":two").unwrap(), "two\n\n    three");
    }

    #[test]
    fn lines_are_taken_by_number_and_marks_are_left_out() {
        assert_eq!(take_from(TEXT, ":1:2").unwrap(), "one");
        assert_eq!(take_from(TEXT, ":7").unwrap(), "four");
        assert_eq!(take_from(TEXT, ":7:").unwrap(), "four");
        assert_eq!(
            take_from(TEXT, "").unwrap(),
            "one\n    two\n\n        three\nfour"
        );
    }

    #[test]
    fn what_is_not_there_is_refused() {
        let refused = |selection| take_from(TEXT, selection).unwrap_err();
        assert!(refused(":twu").contains("no anchor `twu` (did you mean `two`?)"));
        assert!(refused(":1:99").contains("lines 1 to 7"));
        assert!(refused(":2:2").contains("includes no text"));
        assert!(
            take_from("// ANCHOR: a\nx\n", ":a")
                .unwrap_err()
                .contains("no end")
        );
        assert!(
            take(Path::new("."), "no-such.rs")
                .unwrap_err()
                .contains("no-such.rs")
        );
    }
}
