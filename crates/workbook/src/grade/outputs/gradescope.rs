//! Gradescope's `results.json`, one for each student.
//!
//! Texts are marked as `text`, which Gradescope shows as they are. A test that does not
//! count has neither score nor status, so that nothing is shown as a zero; what it waits
//! for stands in its output. The total is what counts so far, and says so. Where nothing
//! counts there is none, and Gradescope asks the instructor.

use serde::Serialize;

use super::json;
use super::stem::stem;
use super::tally::{Standing, Tally};
use super::visible::line;
use super::words;
use crate::grade::row::{Column, GradeBook, Row, Word};

/// How every text is to be shown.
const TEXT: &str = "text";

/// Who sees the results.
const VISIBLE: &str = "visible";

#[derive(Serialize)]
struct Results {
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<u32>,
    output: String,
    output_format: &'static str,
    test_output_format: &'static str,
    test_name_format: &'static str,
    visibility: &'static str,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_score: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    name: String,
    name_format: &'static str,
    number: String,
    output: String,
    output_format: &'static str,
    visibility: &'static str,
}

/// The path of a student's file.
pub(crate) fn path(student: &str) -> String {
    format!("gradescope/{}/results.json", stem(student))
}

/// The results of a student.
///
/// # Errors
///
/// If they cannot be said in JSON.
pub(crate) fn text(book: &GradeBook, rows: &[&Row]) -> anyhow::Result<String> {
    let tally = Tally::of(rows.iter().copied());
    let output = match tally.open() {
        0 => format!("Graded by workbook {}.", line(&book.version)),
        1 => "The total is not final: one exercise does not count yet.".to_owned(),
        open => format!("The total is not final: {open} exercises do not count yet."),
    };
    let tests = book.exercises.iter().zip(rows);
    json::pretty(&Results {
        score: tally.total,
        output,
        output_format: TEXT,
        test_output_format: TEXT,
        test_name_format: TEXT,
        visibility: VISIBLE,
        tests: tests.map(|(exercise, row)| test(exercise, row)).collect(),
    })
}

fn test(exercise: &Column, row: &Row) -> Test {
    let score = Standing::of(row).points();
    let sentences = [Some(words::meaning(row)), words::waiting(row)];
    let mut output: Vec<String> = sentences.into_iter().flatten().map(str::to_owned).collect();
    output.extend(words::told(row));
    Test {
        score,
        max_score: score.map(|_| exercise.points),
        status: score.map(|_| match row.graded.word {
            Word::Pass => "passed",
            _ => "failed",
        }),
        name: line(&exercise.title).into_owned(),
        name_format: TEXT,
        number: exercise.number.to_string(),
        output: output.join("\n\n"),
        output_format: TEXT,
        visibility: VISIBLE,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::super::visible::block;
    use super::super::{fixture, nasty};
    use super::*;

    fn results(book: &GradeBook, student: &str) -> Value {
        serde_json::from_str(&text(book, &book.students()[student]).unwrap()).unwrap()
    }

    #[test]
    fn what_does_not_count_has_no_score() {
        let book = fixture::class();
        let carol = results(&book, fixture::CAROL);
        let failed = carol["tests"]
            .as_array()
            .unwrap()
            .iter()
            .find(|test| test["output"].as_str().unwrap().contains("grader failed"))
            .unwrap();
        for field in ["score", "max_score", "status"] {
            assert_eq!(failed.get(field), None);
        }
        assert!(carol["output"].as_str().unwrap().contains("not final"));

        let alice = results(&book, fixture::ALICE);
        let total: u64 = alice["tests"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|test| test["score"].as_u64())
            .sum();
        assert_eq!(alice["score"].as_u64(), Some(total));
    }

    #[test]
    fn where_nothing_counts_there_is_no_total() {
        let mut book = fixture::class();
        for row in &mut book.rows {
            row.graded.points = None;
        }
        assert_eq!(results(&book, fixture::ALICE).get("score"), None);
    }

    proptest! {
        #[test]
        fn every_text_is_text_and_nothing_is_told_that_is_not_the_students(
            student in nasty::text(), why in "[a-z]{12}", told in nasty::text(),
        ) {
            let book = fixture::with(&student, &why, &told);
            let results = results(&book, &student);
            for test in results["tests"].as_array().unwrap() {
                prop_assert_eq!(&test["output_format"], "text");
                prop_assert_eq!(&test["name_format"], "text");
            }
            let output = results["tests"][0]["output"].as_str().unwrap();
            prop_assert!(output.ends_with(&block(told.trim_end())), "{output:?}");
            let all = results.to_string();
            prop_assert!(!all.contains(&why));
            prop_assert!(!all.contains(fixture::KEY));
        }
    }
}
