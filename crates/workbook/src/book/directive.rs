//! Finding directives, `{{#name …}}`, and code in a page of Markdown.

use std::ops::Range;
use std::sync::LazyLock;

use mdbook_markdown::pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};
use regex::Regex;

/// A directive of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Directive<'a> {
    /// Where it stands, in bytes.
    pub(crate) range: Range<usize>,
    /// Its name.
    pub(crate) name: &'a str,
    /// What follows the name.
    pub(crate) args: &'a str,
    /// Whether a backslash before it says that it is meant as text.
    pub(crate) escaped: bool,
}

/// All directives of a page, also those in code.
pub(crate) fn find(text: &str) -> Vec<Directive<'_>> {
    static DIRECTIVE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(\\)?\{\{[ \t]*#[ \t]*(\w*)[ \t]*(.*?)[ \t]*\}\}")
            .expect("the pattern is valid")
    });
    DIRECTIVE
        .captures_iter(text)
        .map(|found| Directive {
            range: found.get(0).map_or(0..0, |all| all.range()),
            name: found.get(2).map_or("", |name| name.as_str()),
            args: found.get(3).map_or("", |args| args.as_str()),
            escaped: found.get(1).is_some(),
        })
        .collect()
}

/// A piece of code on a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// Where it stands, in bytes, with its fence or its backticks.
    pub(crate) range: Range<usize>,
    /// What the fence says, if there is one: `rust,ignore`.
    pub(crate) info: Option<String>,
    /// The code, if it is a block.
    pub(crate) text: String,
}

/// All code of a page: blocks, and spans inside a line.
pub(crate) fn code(text: &str) -> Vec<Code> {
    let mut found: Vec<Code> = Vec::new();
    let mut inside = false;
    let parser = new_cmark_parser(text, &MarkdownOptions::default());
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                inside = true;
                found.push(Code {
                    range,
                    info: match kind {
                        CodeBlockKind::Fenced(info) => Some(info.into_string()),
                        CodeBlockKind::Indented => None,
                    },
                    text: String::new(),
                });
            }
            Event::End(TagEnd::CodeBlock) => inside = false,
            Event::Text(line) if inside => {
                if let Some(block) = found.last_mut() {
                    block.text.push_str(&line);
                }
            }
            Event::Code(_) => found.push(Code {
                range,
                info: None,
                text: String::new(),
            }),
            _ => {}
        }
    }
    found
}

/// The line, counted from 1, that this byte stands on.
pub(crate) fn line(text: &str, byte: usize) -> usize {
    text.as_bytes()[..byte.min(text.len())]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

/// The white space before a directive, if it stands alone on its line.
pub(crate) fn alone<'a>(text: &'a str, range: &Range<usize>) -> Option<&'a str> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..]
        .find('\n')
        .map_or(text.len(), |at| range.end + at);
    let before = &text[start..range.start];
    let blank = |text: &str| text.chars().all(char::is_whitespace);
    (blank(before) && blank(&text[range.end..end])).then_some(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_found_with_their_arguments() {
        let page =
            "a {{#number x executions = 1}} \\{{#claim y}}\n{{ #witness z outcome=P { x: 1 } }}";
        let found = find(page);
        let all: Vec<_> = found.iter().map(|d| (d.name, d.args, d.escaped)).collect();
        assert_eq!(
            all,
            [
                ("number", "x executions = 1", false),
                ("claim", "y", true),
                ("witness", "z outcome=P { x: 1 }", false),
            ]
        );
        assert_eq!(line(page, found[2].range.start), 2);
        assert_eq!(alone(page, &found[2].range), Some(""));
        assert_eq!(alone(page, &found[0].range), None);
    }

    #[test]
    fn code_is_told_from_text() {
        let page = "a `b`\n\n```rust,ignore\nfn main() {}\n```\n\n    indented\n";
        let all = code(page);
        assert_eq!(all.len(), 3);
        assert_eq!(&page[all[0].range.clone()], "`b`");
        assert_eq!(all[1].info.as_deref(), Some("rust,ignore"));
        assert_eq!(all[1].text, "fn main() {}\n");
        assert_eq!(all[2].info, None);
    }
}
