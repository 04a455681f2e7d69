//! The box that answers are graded in.

use sandbox::Probed;

use super::system::{Package, install};
use super::{Finding, Need, State};

const WHAT: &str = "sandbox";

const BUBBLEWRAP: Package = Package {
    debian: "bubblewrap",
    fedora: "bubblewrap",
    arch: "bubblewrap",
    suse: "bubblewrap",
    macos: "grade in a virtual machine with Linux",
    windows: "grade in WSL2",
};

/// Attacks the boxes, as the grader does when it starts.
pub(super) fn examine() -> Finding {
    let probed = sandbox::probe();
    let weaker = weaker(&probed);
    judge(probed.strongest().map(|held| held.name()).ok(), &weaker)
}

/// The boxes that did not hold, with the reason.
fn weaker(probed: &Probed) -> Vec<String> {
    let flaws = probed.tried.iter().filter_map(|tried| {
        let flaw = tried.outcome.as_ref().err()?;
        Some(format!("{} {flaw}", tried.name))
    });
    flaws.collect()
}

/// What to think of the strongest box that held, and of those that did not.
fn judge(held: Option<&str>, weaker: &[String]) -> Finding {
    let flaws = weaker.join("; ");
    match (held, weaker) {
        (Some(name), []) => {
            let found = format!("{name} holds against every attack that was tried");
            Finding::ok(WHAT, Need::Instructor, found)
        }
        (Some(name), _) => Finding::not_ok(
            WHAT,
            Need::Instructor,
            State::Warning,
            format!("{name} holds; a stronger one does not: {flaws}"),
            format!("{}, and let users make namespaces", install(&BUBBLEWRAP)),
        ),
        (None, _) => Finding::not_ok(
            WHAT,
            Need::Instructor,
            State::Missing,
            match weaker {
                [] => "there is no box for this system".to_owned(),
                _ => format!("no box holds: {flaws}"),
            },
            format!(
                "use Linux 5.13 or newer with Landlock, on x86-64 or AArch64; then {}",
                install(&BUBBLEWRAP)
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_strongest_box_is_ok() {
        let flaw = ["bubblewrap does not work".to_owned()];
        assert_eq!(judge(Some("bubblewrap+launcher"), &[]).state, State::Ok);
        assert_eq!(judge(Some("launcher"), &flaw).state, State::Warning);
        assert_eq!(judge(None, &flaw).state, State::Missing);
        assert_eq!(judge(None, &[]).state, State::Missing);
    }
}
