//! What each word means to the student whose answer it is about.

use super::tally::Standing;
use super::visible::block;
use crate::grade::row::{Row, Word};

/// What became of an answer, in a few words for its author.
pub(crate) fn label(row: &Row) -> String {
    let label = match (row.graded.word, row.graded.class) {
        (Word::Fail, Some(class)) => return format!("refuted: {class}"),
        (Word::Fail, None) if in_part(row) => "right in part",
        (Word::Fail, None) => "not verified",
        (Word::Pass, _) => "verified",
        (Word::DoesNotCompile, _) => "does not compile",
        (Word::Timeout, _) => "out of time",
        (Word::Memory, _) => "out of memory",
        (Word::Output, _) => "too much output",
        (Word::Crash, _) => "crashed",
        (Word::NoRecord, _) => "ended early",
        (Word::Tampered, _) => "no valid result",
        (Word::Missing, _) => "no file",
        (Word::NotTaken, _) => "file not taken",
        (Word::GraderError, _) => "the grader failed",
    };
    label.to_owned()
}

/// Whether an answer that fails has earned something.
fn in_part(row: &Row) -> bool {
    row.graded.points.is_some_and(|points| points > 0)
}

/// What became of an answer, in sentences for its author.
pub(crate) fn meaning(row: &Row) -> &'static str {
    match row.graded.word {
        Word::Pass => "The check verified your answer.",
        Word::Fail if row.graded.class.is_some() => {
            "The check refuted your answer: it found an execution that must not be."
        }
        Word::Fail if in_part(row) => "Your answer does a part of what is asked.",
        Word::Fail => "The check could not verify your answer.",
        Word::DoesNotCompile => {
            "The compiler does not take your file together with the check, so nothing was \
             run. Often one name or one type is the whole reason."
        }
        Word::Timeout => {
            "The time for your answer was used up before the check was done. Often a loop \
             waits for something that never comes."
        }
        Word::Memory => {
            "Your answer asked for more memory than it may have, and was stopped. Often \
             something grows in a loop that does not end."
        }
        Word::Output => {
            "Your answer printed more than it may, and was stopped. Often something is \
             printed in a loop."
        }
        Word::Crash => {
            "The system ended your program before the check was done. A function that \
             calls itself without end does this, and so does a call of abort."
        }
        Word::NoRecord => {
            "Your program ended before the check was done, so there is no result. A call \
             of std::process::exit does this."
        }
        Word::Tampered => {
            "The grader did not get the one result that the check writes, so there is \
             nothing to go by. If you do not know why, ask your instructor."
        }
        Word::Missing => "Your submission has no file for this exercise.",
        Word::NotTaken => {
            "Something stands in the place of your file that the grader does not take: a \
             link, a folder, a file that is too long, or one that is not text."
        }
        Word::GraderError => {
            "The grader failed here. This is no fault of yours and costs you nothing: your \
             instructor has to run it again."
        }
    }
}

/// What else the student has to know before the points.
pub(crate) fn waiting(row: &Row) -> Option<&'static str> {
    (Standing::of(row) == Standing::Held)
        .then_some("A person looks at this answer before its points count. You need to do nothing.")
}

/// What the check said, where the student is to read it. What a grader that failed
/// has to say is for the instructor.
pub(crate) fn told(row: &Row) -> Option<String> {
    let told = block(row.graded.told.trim_end());
    let for_student = row.graded.word != Word::GraderError && !told.trim().is_empty();
    for_student.then_some(told)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::fixture;
    use super::*;

    #[test]
    fn each_word_has_a_sentence_of_its_own() {
        let rows = Word::ALL.map(|word| fixture::row("alice", "lost-update", word));
        let sentences: BTreeSet<&str> = rows.iter().map(meaning).collect();
        assert_eq!(sentences.len(), Word::ALL.len());
        let labels: BTreeSet<String> = rows.iter().map(label).collect();
        assert_eq!(labels.len(), Word::ALL.len());
        assert!(sentences.iter().all(|sentence| sentence.ends_with('.')));
    }

    #[test]
    fn the_words_are_those_of_the_files() {
        for word in Word::ALL {
            assert_eq!(serde_json::to_value(word).unwrap(), word.word());
        }
        let words: BTreeSet<Word> = Word::ALL.into();
        assert_eq!(words.len(), Word::ALL.len());
    }

    #[test]
    fn what_the_grader_says_of_itself_is_not_for_students() {
        let mut row = fixture::row("alice", "lost-update", Word::Crash);
        row.graded.told = "signal 11\n".to_owned();
        assert_eq!(told(&row).as_deref(), Some("signal 11"));
        row.graded.word = Word::GraderError;
        assert_eq!(told(&row), None);
    }
}
