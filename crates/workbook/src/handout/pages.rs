//! The pages of the book that a student gets.
//!
//! The instructor's pages say what students get wrong, so they stay behind, and so do the
//! lines of `SUMMARY.md` that lead to them. No other page may link to one.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use mdbook_markdown::pulldown_cmark::{Event, Tag};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};

use crate::book::directive;

/// The folder of the instructor's pages, from the sources of the book.
const INSTRUCTORS: &str = "instructors";

/// Whether this page, from the sources of the book, stays behind.
pub(super) fn stays(page: &Path) -> bool {
    page.starts_with(INSTRUCTORS)
}

/// `SUMMARY.md` without the lines that lead to a page which stays behind, and without a
/// heading that then has nothing below it.
pub(super) fn summary(text: &str) -> String {
    let gone: BTreeSet<usize> = links(text)
        .into_iter()
        .filter(|(link, _)| stays(&clean(Path::new(link))))
        .map(|(_, line)| line)
        .collect();
    let lines: Vec<&str> = text.lines().collect();
    let mut kept: Vec<&str> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let is_heading = |line: &str| line.starts_with('#');
        let mut below = lines.iter().enumerate().skip(number + 1);
        let section = below.by_ref().take_while(|(_, line)| !is_heading(line));
        let mut pages = section.filter(|(_, line)| line.contains("](")).peekable();
        let emptied = is_heading(line)
            && pages.peek().is_some()
            && pages.all(|(number, _)| gone.contains(&(number + 1)));
        if !gone.contains(&(number + 1)) && !emptied {
            kept.push(line);
        }
    }
    let mut text = kept.join("\n");
    text.push('\n');
    text
}

/// The links of a page, from the sources of the book, that lead to a page which stays
/// behind: the link and its line.
pub(super) fn dangling(page: &Path, text: &str) -> Vec<(String, usize)> {
    let folder = page.parent().unwrap_or(Path::new(""));
    links(text)
        .into_iter()
        .filter(|(link, _)| stays(&clean(&folder.join(link))))
        .collect()
}

/// The files that a page includes, as it names them.
pub(super) fn included(text: &str) -> Vec<&str> {
    directive::find(text)
        .into_iter()
        .filter(|directive| directive.name == "include" && !directive.escaped)
        .map(|directive| directive.args.split(':').next().unwrap_or_default())
        .filter(|file| !file.is_empty())
        .collect()
}

/// The links of a text, each with its line.
fn links(text: &str) -> Vec<(String, usize)> {
    let parser = new_cmark_parser(text, &MarkdownOptions::default());
    parser
        .into_offset_iter()
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                Some((dest_url.into_string(), directive::line(text, range.start)))
            }
            _ => None,
        })
        .collect()
}

/// The path without `.` and `..`.
pub(super) fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            part => clean.push(part),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_leads_to_no_page_that_stays() {
        let text = "# Summary\n\n[In](in.md)\n\n- [One](1/one.md)\n  - [Two](1/two.md)\n\n\
                    # For instructors\n\n- [A](instructors/a.md)\n  - [B](./instructors/b.md)\n\n\
                    # More\n\n- [C](c.md)\n[D](instructors/d.md)\n";
        let kept = "# Summary\n\n[In](in.md)\n\n- [One](1/one.md)\n  - [Two](1/two.md)\n\n\n\n\
                    # More\n\n- [C](c.md)\n";
        assert_eq!(summary(text), kept);
        assert_eq!(summary(kept), kept);
    }

    #[test]
    fn a_link_to_a_page_that_stays_is_found() {
        let page = Path::new("01-one/page.md");
        let text = "See [this](two.md),\nand [that](../instructors/a.md#times).\n";
        let found = dangling(page, text);
        assert_eq!(found, [("../instructors/a.md#times".to_owned(), 2)]);
    }

    #[test]
    fn what_a_page_includes_is_known() {
        let text = "{{#include ../a.rs:one}}\n\\{{#include b.rs}}\n{{#claim c}}\n";
        assert_eq!(included(text), ["../a.rs"]);
    }
}
