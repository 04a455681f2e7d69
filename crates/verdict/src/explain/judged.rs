//! What the author of a property reads: what it says of each implementation, and the
//! schedule of the first mistake.

use std::fmt::{self, Write as _};
use std::path::Path;

use super::{basis, execution, refuted, wrap};
use crate::certificate::{Certificate, PartResult, Score, Verdict};
use crate::classify::Class;
use crate::judge::YET;

/// Writes down what a property that was judged says of each implementation.
pub(super) fn judged(
    out: &mut String,
    certificate: &Certificate,
    score: Score,
    folder: &Path,
) -> fmt::Result {
    let Score {
        caught,
        wrong,
        accepted,
        right,
    } = score;
    writeln!(
        out,
        "\nWrong ones caught: {caught} of {wrong}. Right ones accepted: {accepted} of {right}.\n"
    )?;
    table(out, certificate, score)?;
    match (certificate.verdict, certificate.decisive()) {
        (Verdict::Refuted, Some(part)) if part.class == Some(Class::FalseAlarm) => {
            refuted(out, &certificate.subject, part, folder)
        }
        (Verdict::Refuted, Some(part)) => missed(out, part, folder),
        (Verdict::Verified, _) => {
            let told = "Our own property says the same of each of them, asked in the same \
                        process: so the check can see every one of these bugs.";
            writeln!(out, "\n{}", wrap(told))?;
            basis(out, certificate)
        }
        _ => writeln!(out, "\n{}", wrap(&certificate.why)),
    }
}

/// A row for each implementation.
fn table(out: &mut String, certificate: &Certificate, score: Score) -> fmt::Result {
    let names = certificate.parts.iter().map(|part| part.bounds.len());
    let width = names.max().unwrap_or_default();
    writeln!(out, "  {:<width$}  it is  your property", "implementation")?;
    for (n, part) in certificate.parts.iter().enumerate() {
        let is_right = u32::try_from(n).is_ok_and(|n| n < score.right);
        let known = if is_right { "right" } else { "wrong" };
        let says = match (part.verdict, is_right) {
            (Verdict::Verified, true) => "accepts it",
            (Verdict::Verified, false) => "refuses it",
            (Verdict::Refuted, true) => "refuses it: false alarm",
            (Verdict::Refuted, false) => "accepts it: missed",
            (Verdict::Bounded, _) => "is too large for it",
            (Verdict::Vacuous, _) => "does not use it",
            (Verdict::Broken, _) => "cannot be run with it",
        };
        writeln!(out, "  {:<width$}  {known}  {says}", part.bounds)?;
    }
    Ok(())
}

/// A bug that the property misses, with the schedule that our own property found.
fn missed(out: &mut String, part: &PartResult, folder: &Path) -> fmt::Result {
    let name = &part.bounds;
    let (accepts, yet) = part.why.split_once(YET).unwrap_or((&part.why, ""));
    writeln!(out, "\nMissed: {name}\n{}", wrap(&sentence(accepts)))?;
    if yet.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nYet it is wrong. By our own property:")?;
    for line in yet.lines() {
        writeln!(out, "{}", wrap(line))?;
    }
    if let Some(witness) = &part.witness {
        execution(out, witness, folder)?;
    }
    Ok(())
}

/// The text, with a capital at its beginning and a full stop at its end.
fn sentence(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(['.']).collect()
}
