//! The register: every claim of every chapter, and its certificate.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use verdict::{Certificate, Claim};

/// Every claim of the book, in the order of its chapters.
pub(crate) fn all() -> impl Iterator<Item = &'static Claim> {
    let chapters = [
        increment::CLAIMS,
        synchronized::CLAIMS,
        synchronized::CLAIMS_OF_RECURSION,
        recursive_lock::CLAIMS,
    ];
    chapters.into_iter().flatten()
}

/// The claim of this name.
pub(crate) fn find(id: &str) -> Option<&'static Claim> {
    all().find(|claim| claim.id == id)
}

/// The certificate of a claim. A claim is decided once a process: the code it is
/// about was compiled into this program and cannot change under it.
pub(crate) fn certificate(claim: &Claim) -> Certificate {
    static DECIDED: OnceLock<Mutex<BTreeMap<&'static str, Certificate>>> = OnceLock::new();
    let decided = DECIDED.get_or_init(Mutex::default);
    let known = decided
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(claim.id)
        .cloned();
    known.unwrap_or_else(|| {
        let certificate = claim.decide();
        let mut decided = decided.lock().unwrap_or_else(PoisonError::into_inner);
        decided.insert(claim.id, certificate.clone());
        certificate
    })
}

/// The sources that were compiled into this program, as (path from the root of
/// the workspace, text): what the claims are about.
pub(crate) fn sources() -> Vec<(String, &'static str)> {
    let chapters = [
        ("increment", increment::SOURCES),
        ("synchronized", synchronized::SOURCES),
        ("recursive-lock", recursive_lock::SOURCES),
    ];
    let files = chapters.into_iter().flat_map(|(chapter, sources)| {
        let named = move |(name, text): &(&str, &'static str)| {
            (format!("crates/{chapter}/src/{name}"), *text)
        };
        sources.iter().map(named)
    });
    files.collect()
}
