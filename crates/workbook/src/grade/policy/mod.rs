//! The source policy: what a person should look at before an answer counts.
//!
//! An answer runs beside the check that judges it, in one process. What it needs to do
//! its work is little, and all of it can be listed. What is not on the lists is no
//! offence: it is a reason to look. The box is what keeps a machine safe; the policy is
//! what keeps a verdict from resting on code that nobody has read.
//!
//! It works on tokens, so it sees into the macros of an answer too. No name can be put
//! together from pieces, so who wants something of the standard library has to write its
//! name.
//!
//! Reading order: [`lists`] is what may be named, [`tokens`] how the text is read,
//! [`names`] who names what; then [`attributes`], [`kept`], [`lifetimes`], [`spins`] and
//! [`letters`].

mod attributes;
mod kept;
mod letters;
mod lifetimes;
mod lists;
mod names;
mod spins;
#[cfg(test)]
mod tests;
mod tokens;

use std::collections::BTreeMap;

use crate::exercise::Exercise;

/// The most reasons that are given for one answer.
const MOST: usize = 20;

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    /// The line, from 1.
    line: usize,
    /// What the line does, as the end of a sentence.
    does: String,
}

impl Finding {
    fn new(line: usize, does: impl Into<String>) -> Finding {
        let does = does.into();
        Finding { line, does }
    }
}

/// Why a person should look at this answer, in sentences that name the line. None for
/// nearly all.
///
/// It is meant for an answer that compiles: one that does not has no power, and its
/// text may be no Rust at all.
pub(crate) fn review(exercise: &Exercise, text: &str) -> Vec<String> {
    let mut found = letters::look(text);
    if letters::is_too_wide(text) {
        return sentences(exercise, found);
    }
    match tokens::read(text) {
        Ok(tokens) => {
            found.extend(names::look(&tokens));
            found.extend(attributes::look(&tokens));
            found.extend(kept::look(&tokens));
            found.extend(lifetimes::look(&tokens));
            found.extend(spins::look(&tokens));
        }
        Err(finding) => found.push(finding),
    }
    sentences(exercise, found)
}

/// One sentence for each thing, by its first line.
fn sentences(exercise: &Exercise, found: Vec<Finding>) -> Vec<String> {
    let file = exercise.manifest.edit.display();
    let mut lines: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for Finding { line, does } in found {
        lines.entry(does).or_default().push(line);
    }
    let mut all: Vec<(usize, String)> = Vec::new();
    for (does, mut lines) in lines {
        lines.sort_unstable();
        lines.dedup();
        let first = lines[0];
        let others = match lines.len() - 1 {
            0 => String::new(),
            1 => format!(" (and line {})", lines[1]),
            n => format!(" (and {n} other lines)"),
        };
        all.push((first, format!("Line {first} of {file}{others} {does}.")));
    }
    all.sort();
    let more = all.len().saturating_sub(MOST);
    let mut all: Vec<String> = all.into_iter().take(MOST).map(|(_, text)| text).collect();
    if more > 0 {
        all.push(format!("There are {more} more reasons like these."));
    }
    all
}
