//! The feedback, read by a parser of Markdown.

use proptest::prelude::*;
use pulldown_cmark::Parser;

use super::super::visible::block;
use super::super::{fixture, nasty};
use super::*;

/// What a reader finds in a page.
#[derive(Debug, Default, PartialEq)]
struct Found {
    /// The texts of the blocks of code.
    blocks: Vec<String>,
    /// The spans of code.
    spans: Vec<String>,
    /// Everything else that is shown, a line for a block.
    prose: String,
    /// What must not be there.
    foreign: Vec<String>,
}

/// Reads with all that pulldown-cmark knows of Markdown, not only what we write.
fn read(page: &str) -> Found {
    let mut found = Found::default();
    let mut in_block = false;
    for event in Parser::new_ext(page, Options::all()) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if &*info == "text" => {
                in_block = true;
                found.blocks.push(String::new());
            }
            Event::End(TagEnd::CodeBlock) => in_block = false,
            Event::Text(text) if in_block => found.blocks.last_mut().unwrap().push_str(&text),
            Event::Text(text) => found.prose.push_str(&text),
            Event::Code(text) => found.spans.push(text.into_string()),
            Event::SoftBreak => found.prose.push(' '),
            Event::Start(
                Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::List(None)
                | Tag::Item
                | Tag::Table(_)
                | Tag::TableHead
                | Tag::TableRow
                | Tag::TableCell,
            ) => {}
            Event::End(_) => found.prose.push('\n'),
            other => found.foreign.push(format!("{other:?}")),
        }
    }
    found
}

fn of(book: &GradeBook, student: &str) -> String {
    text(book, student, &book.students()[student]).unwrap()
}

/// What a page is without a crate that knows Markdown.
fn naive(student: &str, told: &str) -> String {
    format!("# Feedback\n\nFor `{student}`.\n\n```text\n{told}\n```\n")
}

/// Whether a page keeps these texts in.
fn holds(page: &str, student: &str, told: &str) -> bool {
    let found = read(page);
    found.foreign.is_empty()
        && found.blocks == [block(told.trim_end()) + "\n"]
        && found.spans.first().is_some_and(|span| span == student)
}

#[test]
fn the_naive_page_lets_texts_out() {
    assert!(holds(&naive("alice", "a\nb"), "alice", "a\nb"));
    for (student, told) in [
        ("alice", "```\n<script>alert(1)</script>"),
        ("`<b>`", "a"),
        ("a`b", "a"),
        ("alice", "````\n[a](http://example.org)\n```"),
        ("alice", "\u{1b}[2J"),
        ("a\u{202e}b\n", "a"),
    ] {
        let page = naive(student, told);
        assert!(!holds(&page, student, told), "{page}");
    }
}

proptest! {
    #[test]
    fn no_text_gets_out(
        student in nasty::text(), why in "[a-z]{12}", told in nasty::text(), file in nasty::text(),
    ) {
        let mut book = fixture::with(&student, &why, &told);
        book.rows[0].ignored = vec![file.clone()];
        let page = of(&book, &student);
        let found = read(&page);
        prop_assert_eq!(&found.foreign, &Vec::<String>::new(), "{}", page);

        let shown = block(told.trim_end());
        let blocks: Vec<String> = match shown.trim() {
            "" => Vec::new(),
            _ => vec![shown + "\n"],
        };
        prop_assert_eq!(&found.blocks, &blocks, "{}", page);
        for name in [&student, &file] {
            let name = line(name);
            let there = found.spans.iter().any(|span| *span == name);
            prop_assert!(there || name.trim().is_empty(), "{name:?} {page}");
        }
        // Nothing hides in it, and what is the instructor's is not in it.
        prop_assert_eq!(&block(&page), &page);
        prop_assert!(!page.contains(&why));
        prop_assert!(!page.contains(fixture::KEY));
    }

    /// Titles come from the workbook's own files; they may still hold anything.
    #[test]
    fn a_title_is_no_markup(title in nasty::text()) {
        let mut book = fixture::with("alice", "why", "told");
        book.exercises[0].title = title.clone();
        book.exercises[0].chapter = title.clone();
        let page = of(&book, "alice");
        let found = read(&page);
        prop_assert_eq!(&found.foreign, &Vec::<String>::new(), "{}", page);
        prop_assert_eq!(found.blocks.len(), 1);
    }
}

#[test]
fn each_student_sees_the_schedule_and_the_next_step() {
    let book = fixture::class();
    let page = of(&book, fixture::ALICE);
    let found = read(&page);
    let schedule = found.blocks.iter().find(|block| block.contains("step  A"));
    assert!(schedule.is_some(), "{page}");
    let hint = "cargo workbook hint check-then-act".to_owned();
    assert!(found.spans.contains(&hint), "{page}");
    assert!(found.prose.contains("chapter 1 The lost update"), "{page}");
}

#[test]
fn the_words_are_read_as_they_were_written() {
    let book = fixture::class();
    for student in fixture::STUDENTS {
        let found = read(&of(&book, student));
        for row in &book.students()[student] {
            let meaning = words::meaning(row);
            assert!(found.prose.contains(meaning), "{}", found.prose);
        }
    }
}
