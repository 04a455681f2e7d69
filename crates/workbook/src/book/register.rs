//! The register of claims with what was decided, as the pages look things up.

use verdict::{Certificate, Claim, OutcomeCount, PartResult};

use super::decided::Decided;
use crate::claims;

/// Every claim, with its certificate.
#[derive(Debug)]
pub(crate) struct Register(Vec<Entry>);

/// A claim and what was decided.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) claim: Claim,
    pub(crate) certificate: Certificate,
}

impl Register {
    /// Decides every claim of the book that this program has not decided before,
    /// and shows how far it is.
    pub(crate) fn decide() -> Register {
        let all: Vec<&Claim> = claims::all().collect();
        let kept = Decided::by_this_program();
        let mut known = kept.as_ref().map(Decided::read).unwrap_or_default();
        let before = known.len();
        let new: Vec<&Claim> = all
            .iter()
            .copied()
            .filter(|claim| !known.contains_key(claim.id))
            .collect();
        let decided = claims::certificates(&new);
        known.extend(new.iter().map(|claim| claim.id.to_owned()).zip(decided));
        let entries: Vec<Entry> = all
            .into_iter()
            .map(|claim| Entry {
                claim: *claim,
                certificate: known[claim.id].clone(),
            })
            .collect();
        if let Some(kept) = kept.filter(|_| known.len() > before) {
            kept.keep(known);
        }
        Register(entries)
    }

    /// A register of these claims, for tests.
    #[cfg(test)]
    pub(crate) fn of(claims: &[Claim]) -> Register {
        let decide = |claim: &Claim| Entry {
            claim: *claim,
            certificate: claim.decide(),
        };
        Register(claims.iter().map(decide).collect())
    }

    /// All of it, in the order of the chapters.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// The claim of this name.
    ///
    /// # Errors
    ///
    /// If there is none: what to tell the author.
    pub(crate) fn find(&self, id: &str) -> Result<&Entry, String> {
        let found = self.0.iter().find(|entry| entry.claim.id == id);
        found.ok_or_else(|| {
            let known = self.0.iter().map(|entry| entry.claim.id);
            format!(
                "there is no claim `{id}`{}; `cargo workbook claims` lists them all",
                did_you_mean(id, known)
            )
        })
    }
}

impl Entry {
    /// Part `n` of the certificate, counted from 1.
    ///
    /// # Errors
    ///
    /// If there is none: what to tell the author.
    pub(crate) fn part(&self, n: usize) -> Result<&PartResult, String> {
        let parts = &self.certificate.parts;
        let part = n.checked_sub(1).and_then(|index| parts.get(index));
        part.ok_or_else(|| {
            format!(
                "`{}` has no part {n}; its parts are 1 to {}",
                self.claim.id,
                parts.len()
            )
        })
    }
}

/// The outcome of a part that an author calls by this name: its text, with or
/// without quotes, or the word before its colon (`deadlock`, `panic in A`).
///
/// # Errors
///
/// If there is none, or more than one: what to tell the author.
pub(crate) fn outcome<'a>(part: &'a PartResult, name: &str) -> Result<&'a OutcomeCount, String> {
    let bare = name.trim_matches('"');
    let exact = part
        .outcomes
        .iter()
        .find(|found| found.outcome == name || found.outcome.trim_matches('"') == bare);
    if let Some(found) = exact {
        return Ok(found);
    }
    let begins = |found: &&OutcomeCount| {
        let rest = found.outcome.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with([':', ' ']))
    };
    let mut named = part.outcomes.iter().filter(begins);
    match (named.next(), named.next()) {
        (Some(found), None) => Ok(found),
        (Some(_), Some(_)) => Err(format!(
            "several outcomes of {} begin with `{name}`; write one of them in full",
            part.bounds
        )),
        _ => {
            let all: Vec<&str> = part.outcomes.iter().map(|o| o.outcome.as_str()).collect();
            Err(format!(
                "no execution of {} ends with `{name}`; they end with {}",
                part.bounds,
                all.join(", ")
            ))
        }
    }
}

/// A question with the nearest of the known names, or nothing if none is near.
pub(crate) fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let near = known
        .into_iter()
        .map(|known| (strsim::jaro_winkler(name, known), known))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    near.map_or_else(String::new, |(_, near)| {
        format!(" (did you mean `{near}`?)")
    })
}
