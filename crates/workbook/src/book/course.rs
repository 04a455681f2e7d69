//! What an instructor wants to know of the whole: how long each chapter takes, and what
//! students get wrong. Both are read from the pages, the manifests and the wrong answers,
//! so they cannot be stale.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context;

use super::html::thousands;
use crate::exercise::{self, Exercise, manifest};

/// How fast somebody reads who follows each step, in words a minute.
const WORDS_A_MINUTE: usize = 150;

/// What the comment at the head of a wrong answer begins with.
const BELIEF: &str = "Misconception:";

/// The root of the workbook that this page belongs to.
fn root(folder: &Path) -> Result<&Path, String> {
    let mut all = folder.ancestors();
    all.find(|folder| folder.join("exercises").is_dir())
        .ok_or_else(|| "no folder above this page has exercises in it".to_owned())
}

/// A table of the chapters: words to read, exercises, minutes and points.
pub(crate) fn timings(folder: &Path) -> Result<String, String> {
    in_words(try_timings(root(folder)?))
}

/// For each exercise a table of its wrong answers: what somebody believes who gives it,
/// and what the check says.
pub(crate) fn misconceptions(folder: &Path) -> Result<String, String> {
    in_words(try_misconceptions(root(folder)?))
}

fn in_words(text: anyhow::Result<String>) -> Result<String, String> {
    text.map_err(|error| format!("{error:#}"))
}

fn try_timings(root: &Path) -> anyhow::Result<String> {
    let mut text = "| chapter | words | to read | exercises | to solve | points |\n\
                    |---|--:|--:|--:|--:|--:|\n"
        .to_owned();
    let all = exercise::all(root)?;
    let mut total = (0, 0, 0, 0, 0);
    for of_chapter in all.chunk_by(|a, b| a.manifest.chapter == b.manifest.chapter) {
        let chapter = &of_chapter[0].manifest.chapter;
        let words = words(root, chapter)?;
        let reading = words.div_ceil(WORDS_A_MINUTE);
        let minutes: u32 = of_chapter.iter().map(|one| one.manifest.minutes).sum();
        let points: u32 = of_chapter.iter().map(|one| one.manifest.points).sum();
        row(
            &mut text,
            chapter,
            (words, reading, of_chapter.len(), minutes, points),
        )?;
        total = (
            total.0 + words,
            total.1 + reading,
            total.2 + of_chapter.len(),
            total.3 + minutes,
            total.4 + points,
        );
    }
    row(&mut text, "**together**", total)?;
    write!(
        text,
        "\nReading is counted at {WORDS_A_MINUTE} words a minute."
    )?;
    Ok(text)
}

fn row(
    text: &mut String,
    name: &str,
    (words, reading, exercises, minutes, points): (usize, usize, usize, u32, u32),
) -> std::fmt::Result {
    let words = thousands(words as u64);
    writeln!(
        text,
        "| {name} | {words} | {reading} min | {exercises} | {minutes} min | {points} |"
    )
}

/// The words on the pages of a chapter, code and tables included.
fn words(root: &Path, chapter: &str) -> anyhow::Result<usize> {
    let number: u32 = chapter
        .split_once(' ')
        .and_then(|(number, _)| number.parse().ok())
        .with_context(|| format!("the chapter `{chapter}` has no number"))?;
    let pages = root.join("book/src");
    let folders =
        fs::read_dir(&pages).with_context(|| format!("cannot read {}", pages.display()))?;
    let begins = format!("{number:02}-");
    let mut words = 0;
    for folder in folders {
        let folder = folder?;
        if !folder.file_name().to_string_lossy().starts_with(&begins) {
            continue;
        }
        for page in fs::read_dir(folder.path())? {
            words += fs::read_to_string(page?.path())?.split_whitespace().count();
        }
    }
    Ok(words)
}

fn try_misconceptions(root: &Path) -> anyhow::Result<String> {
    let mut text = String::new();
    for one in exercise::all(root)? {
        of_exercise(&mut text, root, &one)?;
    }
    Ok(text)
}

fn of_exercise(text: &mut String, root: &Path, exercise: &Exercise) -> anyhow::Result<()> {
    let folder = root.join(exercise.solution());
    let answers = manifest::read_answers(&folder.join("answers.toml"))?;
    let Exercise { name, manifest, .. } = exercise;
    writeln!(
        text,
        "\n## {} {}\n\n`{name}`, {} minutes. The starter is {}.\n\n\
         | answer | who gives it believes | the check says |\n|---|---|---|",
        exercise.number, manifest.title, manifest.minutes, answers.starter
    )?;
    for (answer, expected) in &answers.wrong {
        let file = folder.join("wrong").join(format!("{answer}.rs"));
        let source =
            fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let belief = belief(&source)
            .with_context(|| format!("{} does not begin with `//! {BELIEF}`", file.display()))?;
        writeln!(
            text,
            "| `{answer}` | {} | {expected} |",
            belief.replace('|', "\\|")
        )?;
    }
    Ok(())
}

/// What somebody believes who gives this answer: the first paragraph of its head.
fn belief(source: &str) -> Option<String> {
    let head = source
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(str::trim)
        .take_while(|line| !line.is_empty());
    let head = head.collect::<Vec<_>>().join(" ");
    Some(head.strip_prefix(BELIEF)?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_belief_is_the_first_paragraph_after_its_word() {
        let source = "//! Misconception: any lock\n//! will do.\n//!\n//! More.\nuse a;\n";
        assert_eq!(belief(source).as_deref(), Some("any lock will do."));
        assert_eq!(belief("//! Any lock will do.\n"), None);
    }

    #[test]
    fn every_chapter_with_exercises_has_its_time_and_every_wrong_answer_its_row() {
        let root = crate::workspace::root().unwrap();
        let here = root.join("book/src/instructors");
        let all = exercise::all(&root).unwrap();
        let times = timings(&here).unwrap();
        let mistakes = misconceptions(&here).unwrap();
        for one in &all {
            assert!(times.contains(&one.manifest.chapter), "{times}");
            let folder = root.join(one.solution()).join("wrong");
            for wrong in fs::read_dir(folder).unwrap() {
                let name = wrong.unwrap().path();
                let name = name.file_stem().unwrap().to_string_lossy().into_owned();
                assert!(
                    mistakes.contains(&format!("| `{name}` |")),
                    "{} {name}",
                    one.name
                );
            }
        }
        // The control: elsewhere there are no exercises to read.
        assert!(timings(Path::new("/")).is_err());
    }
}
