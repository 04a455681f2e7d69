//! The `main` of an exercise's check.
//!
//! The check runs in a child process, because a student's program may end it, block it or
//! crash it. The parent says a number on the child's standard input, the *nonce*, and the
//! child ends by printing one line, the *record*: that number and the certificate. A child
//! that ends without it, however successfully, has shown nothing. `std::process::exit` in
//! the code under check is so *broken*, and not green.
//!
//! The child moves its standard output away before any of the student's code runs, and
//! keeps it for the record; what the student prints goes where errors go.
//!
//! The parent is whoever asks: the same program as `cargo test` starts it, the command
//! line, or the grader, which puts the child into a box. All go by [`Asked`] and
//! [`Conclusion`], so all give the same verdict.

mod asked;
mod child;
mod parent;
mod seed;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};

use crate::certificate::{Certificate, Verdict};
use crate::check::Check;
use crate::{cannot_replay, explain, explain_replay, explain_replay_plain};

pub use asked::{Asked, Conclusion, Ended, How};
pub use seed::Seed;

/// Makes a process the child: it checks, and leaves a record.
pub const CHILD: &str = "LOST_UPDATE_CHILD";

/// Where the parent that `cargo test` starts leaves the certificate for whoever asks.
pub const CERTIFICATE: &str = "LOST_UPDATE_CERTIFICATE";

/// Where the check of an exercise leaves its certificate when `cargo test` runs it,
/// from the root of the workbook: hints are given by it.
pub const TESTED: &str = "target/workbook/tested";

/// A schedule to run the student's program by, instead of checking it.
pub const REPLAY: &str = "LOST_UPDATE_REPLAY";

/// Asks for sentences instead of columns, when a schedule is run.
pub const PLAIN: &str = "LOST_UPDATE_PLAIN";

/// What to look at beside the verdict: a [`crate::Look`] as JSON. What was seen is the last
/// line of the standard output.
pub const LOOK: &str = "LOST_UPDATE_LOOK";

/// How long a check may take, unless somebody says otherwise.
pub const LIMIT: Duration = Duration::from_secs(20);

/// The most bytes that a child may print, unless somebody says otherwise.
pub const OUTPUT: u64 = 8 << 20;

/// Runs the check as a test program: `cargo test` understands its options and
/// its output.
#[must_use]
pub fn main(check: Check) -> ExitCode {
    main_with(move |_| check)
}

/// As [`main`], for a check that draws numbers.
#[must_use]
pub fn main_with(check: impl FnOnce(Seed) -> Check) -> ExitCode {
    if std::env::var_os(CHILD).is_some() {
        return child::child(check);
    }
    let check = check(Seed::HOME);
    if let Ok(schedule) = std::env::var(REPLAY) {
        return replay(&check, &schedule);
    }
    if let Ok(asked) = std::env::var(LOOK) {
        return look(&check, &asked);
    }
    let arguments = Arguments::from_args();
    let name = check.subject().replace('-', "_");
    let subject = check.subject().to_owned();
    let trial = Trial::test(name, move || {
        let certificate = parent::supervise(&subject);
        if let Some(path) = std::env::var_os(CERTIFICATE) {
            fs::write(path, serde_json::to_vec_pretty(&certificate)?)?;
        } else {
            // It is a convenience: where it cannot be left, the verdict stands.
            let _ = keep(&certificate);
        }
        match certificate.verdict {
            Verdict::Verified => {
                println!("{}", explain(&certificate));
                Ok(())
            }
            _ => Err(Failed::from(advice(&certificate))),
        }
    });
    libtest_mimic::run(&arguments, vec![trial]).exit_code()
}

/// Leaves the certificate where `cargo workbook hint` looks, if Cargo runs this as
/// the test of an exercise. A solution has the same check, but no `exercise.toml`.
fn keep(certificate: &Certificate) -> std::io::Result<()> {
    let Some(package) = std::env::var_os("CARGO_MANIFEST_DIR") else {
        return Ok(());
    };
    let package = Path::new(&package);
    let root = package.ancestors().nth(2);
    let Some(root) = root.filter(|_| package.join("exercise.toml").is_file()) else {
        return Ok(());
    };
    let folder = root.join(TESTED);
    fs::create_dir_all(&folder)?;
    // Written aside and renamed, so that nobody reads half of it.
    let mut file = tempfile::NamedTempFile::new_in(&folder)?;
    file.write_all(&serde_json::to_vec(certificate)?)?;
    file.persist(folder.join(format!("{}.json", certificate.subject)))?;
    Ok(())
}

/// The explanation, and where to go from here.
fn advice(certificate: &Certificate) -> String {
    let subject = &certificate.subject;
    format!(
        "{}\nStuck?  cargo workbook hint {subject}\n",
        explain(certificate)
    )
}

/// Runs the student's program by one schedule and shows what happens.
fn replay(check: &Check, schedule: &str) -> ExitCode {
    let parsed = match schedule.parse() {
        Ok(parsed) => parsed,
        Err(error) => {
            eprintln!("`{schedule}` is no schedule: {error}");
            return ExitCode::from(2);
        }
    };
    match check.replay(&parsed) {
        Ok(run) => {
            match std::env::var_os(PLAIN) {
                Some(_) => print!("{}", explain_replay_plain(check.subject(), &run)),
                None => print!("{}", explain_replay(check.subject(), &run)),
            }
            if run.allowed {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(1)
            }
        }
        Err(error) => {
            eprintln!("{}", cannot_replay(check.subject(), &parsed, &error));
            ExitCode::from(2)
        }
    }
}

/// Looks at what is asked for, and prints what was seen.
fn look(check: &Check, asked: &str) -> ExitCode {
    let look = || -> std::io::Result<()> {
        let asked = serde_json::from_str(asked)?;
        let mut private = child::private_output()?;
        let looked = serde_json::to_string(&check.look(&asked))?;
        // A line of its own, whatever stands before it.
        private.write_all(format!("\n{looked}\n").as_bytes())?;
        private.flush()
    };
    match look() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the check cannot be looked at: {error}");
            ExitCode::from(2)
        }
    }
}
