//! The probe: it finds what holds, and notices each part of a box that is missing.

use libtest_mimic::{Failed, Trial};
use sandbox::{Broken, Flaw, Probed, Refusal, probe, probe_broken};

/// The box without bubblewrap: around it, much that is broken inside would not show.
const LAUNCHER: &str = "launcher";

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        Trial::test("probe: notices that files are open", || {
            notices(
                Broken::Landlock,
                &["read a file outside", "list your home", "see other"],
            )
        }),
        Trial::test("probe: notices that calls are open", || {
            notices(Broken::Seccomp, &["open a UDP socket", "start a process"])
        }),
        Trial::test("probe: notices that limits are missing", || {
            notices(
                Broken::Rlimits,
                &["more memory", "more processor time", "longer file"],
            )
        }),
        Trial::test(
            "probe: notices root's rights",
            || match rustix::process::geteuid().is_root() {
                true => notices(Broken::Rights, &["what only root may"]),
                false => {
                    println!("skipped: it takes root");
                    Ok(())
                }
            },
        ),
        Trial::test("probe: refuses with what to do", refuses),
    ]
}

fn notices(broken: Broken, expected: &[&str]) -> Result<(), Failed> {
    if !holds(probe()) {
        println!("skipped: there is no box here");
        return Ok(());
    }
    let launcher = probe_broken(broken)
        .tried
        .into_iter()
        .find(|one| one.name == LAUNCHER);
    match launcher.map(|one| one.outcome) {
        Some(Err(Flaw::LetsOut(attacks))) => {
            let all = attacks.join(", ");
            println!("noticed: {all}");
            let missed = expected.iter().find(|attack| !all.contains(**attack));
            missed.map_or(
                Ok(()),
                |missed| Err(format!("not noticed: {missed}").into()),
            )
        }
        other => Err(format!("nothing was noticed: {other:?}").into()),
    }
}

fn holds(probed: Probed) -> bool {
    let mut launcher = probed.tried.into_iter().filter(|one| one.name == LAUNCHER);
    launcher.any(|one| one.outcome.is_ok())
}

fn refuses() -> Result<(), Failed> {
    let tried = probe_broken(Broken::Rlimits);
    match tried.strongest() {
        Err(Refusal { why }) if why.contains("memory") && why.contains("bubblewrap") => Ok(()),
        other => Err(format!("{other:?}").into()),
    }
}
