//! JUnit's XML: a suite a student, a case an exercise.
//!
//! An answer that does not pass is a failure. An error is the grader's own. What was not
//! there to be graded, and what a person has yet to look at, is skipped. This file is for
//! the instructor: it says why an answer is held.

use std::io;

use quick_xml::Writer;
use quick_xml::events::BytesText;

use super::tally::Standing;
use super::visible::{block, line};
use super::words;
use crate::grade::row::{GradeBook, Row, Word};

/// What a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    Passed,
    Failure,
    Error,
    Skipped,
}

impl Case {
    fn of(row: &Row) -> Case {
        match (Standing::of(row), row.graded.word) {
            (Standing::GraderError, _) => Case::Error,
            (Standing::Held, _) | (_, Word::Missing | Word::NotTaken) => Case::Skipped,
            (_, Word::Pass) => Case::Passed,
            _ => Case::Failure,
        }
    }

    /// The element inside the case.
    fn element(self) -> Option<&'static str> {
        match self {
            Case::Passed => None,
            Case::Failure => Some("failure"),
            Case::Error => Some("error"),
            Case::Skipped => Some("skipped"),
        }
    }
}

/// The whole file.
///
/// # Errors
///
/// If it cannot be written.
pub(crate) fn text(book: &GradeBook) -> anyhow::Result<String> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let suites = writer
        .create_element("testsuites")
        .with_attribute(("name", "workbook"));
    let counts = counts(&book.rows.iter().collect::<Vec<_>>());
    suites
        .with_attributes(pairs(&counts))
        .write_inner_content(|writer| {
            let mut students = book.students().into_iter();
            students.try_for_each(|(student, rows)| suite(writer, student, &rows))
        })?;
    let text = String::from_utf8(writer.into_inner())?;
    Ok(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text}\n"
    ))
}

fn suite(writer: &mut Writer<Vec<u8>>, student: &str, rows: &[&Row]) -> io::Result<()> {
    let student = line(student);
    let counts = counts(rows);
    writer
        .create_element("testsuite")
        .with_attribute(("name", &*student))
        .with_attributes(pairs(&counts))
        .write_inner_content(|writer| {
            let mut rows = rows.iter();
            rows.try_for_each(|row| case(writer, &student, row))
        })?;
    Ok(())
}

fn case(writer: &mut Writer<Vec<u8>>, student: &str, row: &Row) -> io::Result<()> {
    let exercise = line(&row.exercise);
    let case = writer
        .create_element("testcase")
        .with_attributes([("classname", student), ("name", &*exercise)]);
    let Some(element) = Case::of(row).element() else {
        case.write_empty()?;
        return Ok(());
    };
    let kind = match row.graded.class {
        Some(class) => format!("{} ({class})", row.graded.word.word()),
        None => row.graded.word.word().to_owned(),
    };
    let message = match row.held() {
        true => format!("held for review: {}", row.graded.review.join("; ")),
        false => words::meaning(row).to_owned(),
    };
    case.write_inner_content(|writer| {
        writer
            .create_element(element)
            .with_attributes([("type", &*kind), ("message", &*line(&message))])
            .write_text_content(BytesText::new(&block(&row.graded.told)))?;
        Ok(())
    })?;
    Ok(())
}

/// How many cases there are, and of which kinds.
fn counts(rows: &[&Row]) -> [(&'static str, String); 4] {
    let of = |case| rows.iter().filter(|row| Case::of(row) == case).count();
    [
        ("tests", rows.len().to_string()),
        ("failures", of(Case::Failure).to_string()),
        ("errors", of(Case::Error).to_string()),
        ("skipped", of(Case::Skipped).to_string()),
    ]
}

fn pairs<'a>(attributes: &'a [(&'static str, String)]) -> impl Iterator<Item = (&'a str, &'a str)> {
    attributes
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use roxmltree::Document;

    use super::super::{fixture, nasty};
    use super::*;

    #[test]
    fn failures_errors_and_what_is_skipped_are_told_apart() {
        let book = fixture::class();
        let text = text(&book).unwrap();
        let document = Document::parse(&text).unwrap();
        let count = |name| {
            document
                .descendants()
                .filter(|node| node.has_tag_name(name))
                .count()
        };
        let root = document.root_element();
        for (element, attribute) in [
            ("testcase", "tests"),
            ("failure", "failures"),
            ("error", "errors"),
            ("skipped", "skipped"),
        ] {
            let said: usize = root.attribute(attribute).unwrap().parse().unwrap();
            assert_eq!(count(element), said, "{element}");
            assert_ne!(said, 0, "{element}");
        }
        assert_eq!(count("testsuite"), 3);
        let is = |word| Case::of(&fixture::row("alice", "lost-update", word));
        assert_eq!(is(Word::Pass), Case::Passed);
        assert_eq!(is(Word::Tampered), Case::Failure);
        assert_eq!(is(Word::Missing), Case::Skipped);
        assert_eq!(is(Word::GraderError), Case::Error);
    }

    proptest! {
        #[test]
        fn every_text_comes_back_as_text(
            student in nasty::text(), why in nasty::text(), told in nasty::text(),
        ) {
            let book = fixture::with(&student, &why, &told);
            let text = text(&book).unwrap();
            let document = Document::parse(&text).map_err(|error| {
                TestCaseError::fail(format!("{error}: {text:?}"))
            })?;
            let node = |name| document.descendants().find(|node| node.has_tag_name(name)).unwrap();
            prop_assert_eq!(node("testsuite").attribute("name").unwrap(), line(&student));
            prop_assert_eq!(node("skipped").text().unwrap_or_default(), block(&told));
            let message = node("skipped").attribute("message").unwrap();
            prop_assert_eq!(message, format!("held for review: {}", line(&why)));
            let comments = document.descendants().filter(|node| node.is_comment() || node.is_pi());
            prop_assert_eq!(comments.count(), 0);
        }
    }

    #[test]
    fn the_naive_text_is_no_xml() {
        let parses = |text: &str| {
            let mut writer = Writer::new(Vec::new());
            let element = writer.create_element("failure");
            element.write_text_content(BytesText::new(text)).unwrap();
            let xml = String::from_utf8(writer.into_inner()).unwrap();
            Document::parse(&xml).is_ok_and(|xml| xml.root_element().text() == Some(text))
        };
        for bad in ["\u{1b}[2J", "\0", "\u{ffff}"] {
            assert!(!parses(bad), "{bad:?}");
            assert!(parses(&block(bad)), "{bad:?}");
        }
        // Written as it is, it would close the element.
        assert!(Document::parse("<failure></failure></failure>").is_err());
    }
}
