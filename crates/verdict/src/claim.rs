//! A claim: a sentence of the book, bound to the check that decides it.

use crate::certificate::{Certificate, Verdict};
use crate::check::Check;

/// A sentence about behaviour, with its check.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// Its name, also that of its test.
    pub id: &'static str,
    /// The sentence.
    pub sentence: &'static str,
    /// The chapter.
    pub chapter: &'static str,
    /// The page of the book that makes it.
    pub page: &'static str,
    /// The verdict that the book states. A sentence that people believe, and
    /// that is wrong, is a claim that is refuted.
    pub expected: Verdict,
    /// Makes the check.
    pub check: fn(Check) -> Check,
}

impl Claim {
    /// The check of this claim.
    #[must_use]
    pub fn check(&self) -> Check {
        (self.check)(Check::new(self.id))
    }

    /// Decides the claim.
    #[must_use]
    pub fn decide(&self) -> Certificate {
        self.check().run()
    }

    /// Decides the claim, for its test.
    ///
    /// # Panics
    ///
    /// If the verdict is not the one that the book states.
    #[track_caller]
    pub fn assert(&self) {
        let certificate = self.decide();
        assert!(
            certificate.verdict == self.expected,
            "the book says of `{}` ({}) that it is {}; it is {}\n\n{}",
            self.sentence,
            self.id,
            self.expected,
            certificate.verdict,
            crate::explain(&certificate),
        );
    }
}

/// Declares the claims of a chapter: the constant `CLAIMS`, and a test for each.
///
/// ```text
/// verdict::claims! {
///     chapter "1 The lost update"; sources crate::SOURCES;
///
///     page "01-lost-update/the-lost-update.md" {
///         /// Ten plus one plus one can be eleven.
///         ten_plus_one_plus_one: verified = |check| check.part(…).control(…);
///     }
/// }
/// ```
#[macro_export]
macro_rules! claims {
    (
        chapter $chapter:literal; sources $sources:expr $(, beside $beside:expr)?;
        $(
            page $page:literal {
                $(
                    #[doc = $sentence:literal]
                    $id:ident: $expected:ident = $check:expr;
                )+
            }
        )+
    ) => {
        const BESIDE: &[&[(&str, &str)]] = &[$($beside)?];

        /// The claims of this chapter.
        pub const CLAIMS: &[$crate::Claim] = &[$($(
            $crate::Claim {
                id: stringify!($id),
                sentence: $sentence.trim_ascii(),
                chapter: $chapter,
                page: $page,
                expected: $crate::__verdict!($expected),
                check: |check| {
                    let build: fn($crate::Check) -> $crate::Check = $check;
                    let check = build(check).sources($sources);
                    BESIDE.iter().fold(check, |check, more| check.beside(more))
                },
            },
        )+)+];

        #[cfg(test)]
        mod decided {
            $($(
                #[test]
                fn $id() {
                    let claim = super::CLAIMS.iter().find(|claim| claim.id == stringify!($id));
                    claim.expect("every claim is in the list").assert();
                }
            )+)+
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __verdict {
    (verified) => {
        $crate::Verdict::Verified
    };
    (refuted) => {
        $crate::Verdict::Refuted
    };
    (bounded) => {
        $crate::Verdict::Bounded
    };
}
