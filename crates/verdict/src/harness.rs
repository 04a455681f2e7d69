//! The `main` of an exercise's check.
//!
//! The check runs in a child process, because a student's program may end it,
//! block it or crash it. The child writes its certificate to a file that only
//! its parent names, together with a number that the parent chose; a child that
//! ends without it, however successfully, has shown nothing. `std::process::exit`
//! in the code under check is so *broken*, and not green.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use serde::{Deserialize, Serialize};
use wait_timeout::ChildExt;

use crate::certificate::{Certificate, Verdict};
use crate::check::Check;
use crate::{cannot_replay, explain, explain_replay};

/// Where the child writes its certificate. Its presence makes a process the child.
const RECORD: &str = "LOST_UPDATE_RECORD";

/// Where the parent leaves the certificate for whoever started it.
pub const CERTIFICATE: &str = "LOST_UPDATE_CERTIFICATE";

/// Where the check of an exercise leaves its certificate when `cargo test` runs it,
/// from the root of the workbook: hints are given by it.
pub const TESTED: &str = "target/workbook/tested";

/// A schedule to run the student's program by, instead of checking it.
pub const REPLAY: &str = "LOST_UPDATE_REPLAY";

/// The longest time that a check may take.
const LIMIT: Duration = Duration::from_secs(20);

/// The most bytes of a student's own output that are kept.
const OUTPUT: u64 = 4096;

/// What the child leaves for its parent.
#[derive(Serialize, Deserialize)]
struct Record {
    nonce: String,
    certificate: Certificate,
}

/// Runs the check as a test program: `cargo test` understands its options and
/// its output.
#[must_use]
pub fn main(check: Check) -> ExitCode {
    if let Some(record) = std::env::var_os(RECORD) {
        return child(&check, Path::new(&record));
    }
    if let Ok(schedule) = std::env::var(REPLAY) {
        return replay(&check, &schedule);
    }
    let arguments = Arguments::from_args();
    let name = check.subject().replace('-', "_");
    let subject = check.subject().to_owned();
    let trial = Trial::test(name, move || {
        let certificate = supervise(&subject);
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

/// The child: runs the check and leaves the record.
fn child(check: &Check, record: &Path) -> ExitCode {
    let mut nonce = String::new();
    if let Err(error) = std::io::stdin().read_to_string(&mut nonce) {
        eprintln!("cannot read what the parent says: {error}");
        return ExitCode::from(2);
    }
    let record_of = Record {
        nonce,
        certificate: check.run(),
    };
    match serde_json::to_vec(&record_of).map(|json| fs::write(record, json)) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            eprintln!("cannot write {}: {error}", record.display());
            ExitCode::from(2)
        }
        Err(error) => {
            eprintln!("cannot write the certificate: {error}");
            ExitCode::from(2)
        }
    }
}

/// The parent: starts the child, waits for it, and reads its record.
fn supervise(subject: &str) -> Certificate {
    match try_supervise(subject) {
        Ok(certificate) => certificate,
        Err(error) => Certificate::broken(subject, format!("The check could not be run: {error}")),
    }
}

fn try_supervise(subject: &str) -> std::io::Result<Certificate> {
    let folder = tempfile::tempdir()?;
    let record = folder.path().join("record.json");
    let nonce = folder
        .path()
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let nonce = nonce.unwrap_or_default();
    let mut command = Command::new(std::env::current_exe()?);
    command
        .env(RECORD, &record)
        .env_remove(CERTIFICATE)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    for (name, _) in std::env::vars_os() {
        // No setting of a checker may shorten what is explored.
        let name_text = name.to_string_lossy();
        if name_text.starts_with("LOOM_") || name_text.starts_with("SHUTTLE_") {
            command.env_remove(&name);
        }
    }
    let mut child = command.spawn()?;
    child
        .stdin
        .take()
        .expect("the standard input is a pipe")
        .write_all(nonce.as_bytes())?;
    let printed = listen(&mut child);
    let Some(status) = child.wait_timeout(LIMIT)? else {
        child.kill()?;
        child.wait()?;
        return Ok(Certificate::broken(
            subject,
            format!(
                "The check did not end within {} seconds; is there a loop without an end, \
                 or a lock of `std::sync`?",
                LIMIT.as_secs()
            ),
        ));
    };
    let printed = printed.join().unwrap_or_default();
    let read = fs::read(&record);
    let found = match &read {
        Ok(json) => serde_json::from_slice::<Record>(json),
        Err(_) => return Ok(Certificate::broken(subject, no_record(status, &printed))),
    };
    match found {
        Ok(found) if found.nonce == nonce => Ok(found.certificate),
        Ok(_) => Ok(Certificate::broken(
            subject,
            "The record of the check is not the one that was asked for",
        )),
        Err(error) => Err(std::io::Error::other(format!(
            "its record cannot be read: {error}"
        ))),
    }
}

/// Why there is no record, with what the program printed.
fn no_record(status: ExitStatus, printed: &str) -> String {
    let mut why = format!(
        "The program ended ({status}) before the check was done; does it call \
         `std::process::exit` or abort?"
    );
    if !printed.trim().is_empty() {
        why.push_str(" It printed:\n\n");
        why.push_str(printed.trim());
    }
    why
}

/// Keeps the beginning of what the child prints, and reads the rest away, so
/// that the child never waits for a reader.
fn listen(child: &mut Child) -> std::thread::JoinHandle<String> {
    let stdout = child.stdout.take();
    let stderr = child.stderr.take();
    std::thread::spawn(move || {
        let keep = |stream: Option<Box<dyn Read + Send>>| {
            std::thread::spawn(move || {
                let mut kept = Vec::new();
                if let Some(mut stream) = stream {
                    // What cannot be read is left out; it is only a comment.
                    let _ = stream.by_ref().take(OUTPUT).read_to_end(&mut kept);
                    let _ = std::io::copy(&mut stream, &mut std::io::sink());
                }
                String::from_utf8_lossy(&kept).into_owned()
            })
        };
        let out = keep(stdout.map(|stream| Box::new(stream) as Box<dyn Read + Send>));
        let err = keep(stderr.map(|stream| Box::new(stream) as Box<dyn Read + Send>));
        out.join().unwrap_or_default() + &err.join().unwrap_or_default()
    })
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
            print!("{}", explain_replay(check.subject(), &run));
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
