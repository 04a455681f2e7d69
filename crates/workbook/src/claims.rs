//! The register: every claim of every chapter, and its certificate.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use verdict::{Certificate, Claim};

/// Every claim of the book, in the order of its chapters.
pub(crate) fn all() -> impl Iterator<Item = &'static Claim> {
    increment::CLAIMS.iter()
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
    increment::SOURCES
        .iter()
        .map(|(name, text)| (format!("crates/increment/src/{name}"), *text))
        .collect()
}
