//! What `workbook watch` shows of a verdict: the old one beside it, and what changed in the
//! schedule.

use std::path::Path;

use similar::{ChangeTag, TextDiff};
use verdict::{Certificate, Verdict};

use super::super::check::{before, further};
use super::Found;
use crate::exercise::Exercise;
use crate::exercise::manifest::ending;

/// A verdict to show.
pub(super) struct Shown<'a> {
    pub(super) exercise: &'a Exercise,
    pub(super) found: &'a Found,
    /// The verdict that was shown before.
    pub(super) before: Option<&'a Certificate>,
    pub(super) root: &'a Path,
    pub(super) plain: bool,
}

/// What a line begins with that the compiler's second message begins with, too.
const NEXT_ERROR: &str = "\nerror";

impl Shown<'_> {
    /// All of it.
    pub(super) fn text(&self) -> String {
        let now = &self.found.certificate;
        let mut text = self.headline();
        let shortened = first_message_only(now);
        let shortened = shortened.as_ref().unwrap_or(now);
        text.push_str(&match self.plain {
            true => verdict::explain_plain(shortened, self.root),
            false => verdict::explain_in(shortened, self.root),
        });
        text.push_str(&before(&self.found.told, now.verdict, self.plain));
        if let Some(was) = self.before {
            text.push_str(&self.diff(was, now));
        }
        if now.verdict != Verdict::Verified {
            text.push('\n');
            text.push_str(&further(self.exercise, &self.exercise.answer()));
        }
        text
    }

    /// The old verdict beside the new one.
    fn headline(&self) -> String {
        let now = &self.found.certificate;
        let name = &now.subject;
        let now = ending(now.verdict, now.class);
        let was = self.before.map(|was| ending(was.verdict, was.class));
        match was {
            None => "\n".to_owned(),
            Some(was) if self.plain => format!("\n{name} was {was}. Now it is {now}.\n"),
            Some(was) => {
                let line = "-".repeat(80);
                format!("\n{line}\nbefore:  {was}\nnow:     {now}\n{line}\n\n")
            }
        }
    }

    /// What changed in the schedule: the steps that are gone, and those that are new.
    fn diff(&self, was: &Certificate, now: &Certificate) -> String {
        let (was, now) = (self.steps(was), self.steps(now));
        if was.is_empty() || now.is_empty() {
            return String::new();
        }
        if was == now {
            return "\nThe schedule takes the same steps as before.\n".to_owned();
        }
        let was: Vec<&str> = was.iter().map(String::as_str).collect();
        let now: Vec<&str> = now.iter().map(String::as_str).collect();
        let diff = TextDiff::from_slices(&was, &now);
        let mut text = match self.plain {
            true => "What changed in the schedule.\n".to_owned(),
            false => "\nWhat changed in the schedule (- before, + now):\n\n".to_owned(),
        };
        for change in diff.iter_all_changes() {
            let step = change.value();
            let line = match (change.tag(), self.plain) {
                (ChangeTag::Equal, true) => format!("As before: {step}.\n"),
                (ChangeTag::Delete, true) => format!("Gone: {step}.\n"),
                (ChangeTag::Insert, true) => format!("New: {step}.\n"),
                (tag, false) => format!("  {tag} {step}\n"),
            };
            text.push_str(&line);
        }
        text
    }

    /// The steps of the execution that decided, without their lines, which move whenever
    /// something is written above them.
    fn steps(&self, certificate: &Certificate) -> Vec<String> {
        let witness = certificate
            .decisive()
            .and_then(|part| part.witness.as_ref());
        let rows = witness.map(|witness| witness.rows()).unwrap_or_default();
        let step = |row: &interleave::Row| format!("{}  {}", row.process, row.says);
        let sentence = |row: &interleave::Row| format!("{} does {}", row.process, row.says);
        match self.plain {
            true => rows.iter().map(sentence).collect(),
            false => rows.iter().map(step).collect(),
        }
    }
}

/// The certificate of an answer that does not compile, with the compiler's first message
/// only: whoever is writing mends one thing at a time. Nothing if there is only one.
fn first_message_only(certificate: &Certificate) -> Option<Certificate> {
    let (advice, messages) = certificate.why.split_once("\n\n")?;
    let rest = messages.strip_prefix("error")?;
    let end = rest.find(NEXT_ERROR)?;
    let first = &messages[.."error".len() + end];
    (certificate.verdict == Verdict::Broken).then(|| Certificate {
        why: format!("{advice}\n\n{}", first.trim_end()),
        ..certificate.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_messages_the_first_is_shown() {
        let why = "It does not compile.\n\nerror[E1]: one\n  |\n\nerror: two\n  |";
        let broken = Certificate::broken("a", why);
        let first = first_message_only(&broken).expect("there are two");
        assert_eq!(first.why, "It does not compile.\n\nerror[E1]: one\n  |");
        assert!(first_message_only(&first).is_none());
        let crashed = Certificate::broken("a", "It ended.\n\nthread panicked");
        assert!(first_message_only(&crashed).is_none());
    }
}
