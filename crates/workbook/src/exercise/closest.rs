//! The closest call of an answer: asked for, and told.

use std::path::Path;

use verdict::{Certificate, ClosestCall, Verdict};

/// What is said to those who ask for the closest call of this answer.
pub(crate) fn told(
    found: &Certificate,
    call: Option<&ClosestCall>,
    plain: bool,
    folder: &Path,
) -> String {
    match (found.verdict, call) {
        (Verdict::Verified, Some(call)) if plain => verdict::closest_plain(call, folder),
        (Verdict::Verified, Some(call)) => verdict::explain_closest(&found.subject, call, folder),
        (Verdict::Verified, None) => {
            "There is no closest call: this check explores no program of yours.\n".to_owned()
        }
        _ => "The closest call is for a verified answer; this one does go wrong.\n".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_verified_answer_has_a_closest_call() {
        let mut found = Certificate::broken("counter", "");
        let said = |found: &Certificate| told(found, None, false, Path::new("/"));
        assert!(said(&found).contains("is for a verified answer"));
        found.verdict = Verdict::Verified;
        assert!(said(&found).contains("There is no closest call"));
    }
}
