//! The register: every claim of every chapter, and its certificate.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

use verdict::{Certificate, Claim};

/// Every claim of the book, in the order of its chapters.
pub(crate) fn all() -> impl Iterator<Item = &'static Claim> {
    let chapters = [
        increment::CLAIMS,
        synchronized::CLAIMS,
        synchronized::CLAIMS_OF_RECURSION,
        recursive_lock::CLAIMS,
        handles::CLAIMS,
        manager::CLAIMS,
        pool::CLAIMS,
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

/// The certificates of these claims, in their order. Shows how far it is.
pub(crate) fn certificates(claims: &[&Claim]) -> Vec<Certificate> {
    let bar = crate::progress::bar(claims.len() as u64, "deciding claims");
    let next = AtomicUsize::new(0);
    let work = || {
        // Relaxed: whoever gets a number gets it alone; nothing else hangs on it.
        while let Some(claim) = claims.get(next.fetch_add(1, Relaxed)) {
            bar.set_message(claim.id);
            certificate(claim);
            bar.inc(1);
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
    });
    bar.finish_and_clear();
    claims.iter().map(|claim| certificate(claim)).collect()
}

/// The sources that were compiled into this program, as (path from the root of
/// the workspace, text): what the claims are about.
pub(crate) fn sources() -> Vec<(String, &'static str)> {
    let chapters = [
        ("increment", increment::SOURCES),
        ("synchronized", synchronized::SOURCES),
        ("recursive-lock", recursive_lock::SOURCES),
        ("handles", handles::SOURCES),
        ("manager", manager::SOURCES),
        ("manager", manager::CORE),
        ("pool", pool::SOURCES),
    ];
    let files = chapters.into_iter().flat_map(|(chapter, sources)| {
        let named = move |(name, text): &(&str, &'static str)| {
            (format!("crates/{chapter}/src/{name}"), *text)
        };
        sources.iter().map(named)
    });
    files.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What stands twice in a list.
    fn twice<T: Ord + Copy>(all: impl Iterator<Item = T>) -> Vec<T> {
        let mut seen = BTreeSet::new();
        all.filter(|one| !seen.insert(*one)).collect()
    }

    #[test]
    fn each_claim_has_a_name_of_its_own() {
        // A page that names the second one would show the first.
        assert_eq!(twice(all().map(|claim| claim.id)), Vec::<&str>::new());
        // The control: the same list twice over.
        let doubled = all().chain(all()).map(|claim| claim.id);
        assert_eq!(twice(doubled).len(), all().count());
    }
}
