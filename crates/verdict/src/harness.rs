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
use crate::{cannot_replay, explain, explain_replay, explain_replay_plain};

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

/// The most bytes of a student's own output that are shown.
const SHOWN: usize = 4096;

/// Numbers that a check may draw, the same for the same seed: a value to start from, say.
/// A grader has a seed that no student knows, so that no answer can be made for the
/// numbers of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seed(pub u64);

impl Seed {
    /// The seed of `cargo test` and of the command line.
    pub const HOME: Seed = Seed(0);

    /// A number from this range, for this purpose.
    ///
    /// # Panics
    ///
    /// If the range is empty.
    #[must_use]
    pub fn number(self, purpose: &str, range: std::ops::Range<u32>) -> u32 {
        assert!(!range.is_empty(), "there is no number in {range:?}");
        let seed = self.0.to_string();
        let digest = crate::digest([(purpose, seed.as_str())]);
        // 32 of its bits: the range is far smaller, so no number is much likelier.
        let drawn = u64::from_str_radix(&digest[..8], 16).unwrap_or_default();
        let width = u64::from(range.end - range.start);
        range.start + u32::try_from(drawn % width).unwrap_or_default()
    }
}

/// What the parent says to the child.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// A number that nobody can guess, in hexadecimal digits.
    nonce: String,
    /// The seed of what the check draws.
    seed: Seed,
}

impl Asked {
    /// A question with a fresh nonce.
    ///
    /// # Errors
    ///
    /// If the system gives no random numbers.
    pub fn new(seed: Seed) -> std::io::Result<Asked> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
        let nonce = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Asked { nonce, seed })
    }

    /// What stands on the child's standard input. The child is told by [`CHILD`] in its
    /// environment that it is one.
    ///
    /// # Errors
    ///
    /// If it cannot be written as JSON.
    pub fn input(&self) -> std::io::Result<Vec<u8>> {
        Ok(serde_json::to_vec(self)?)
    }

    /// What follows from how the child ended.
    #[must_use]
    pub fn conclude(&self, ended: &Ended) -> Conclusion {
        match ended.how {
            How::OutOfTime => return Conclusion::Timeout,
            How::OutOfMemory => return Conclusion::Memory,
            How::PrintedTooMuch => return Conclusion::Output,
            How::Exited(_) | How::Signalled(_) => {}
        }
        let mut records = ended
            .stdout
            .lines()
            .filter_map(|line| line.strip_prefix(&self.nonce));
        let Some(record) = records.next() else {
            let printed = shown(ended);
            return match ended.how {
                How::Signalled(signal) => Conclusion::Crash { signal, printed },
                How::Exited(code) => Conclusion::NoRecord { code, printed },
                _ => Conclusion::Tampered,
            };
        };
        let by_itself = ended.how == How::Exited(0);
        match serde_json::from_str(record) {
            Ok(certificate) if by_itself && records.next().is_none() => {
                Conclusion::Decided(Box::new(certificate))
            }
            _ => Conclusion::Tampered,
        }
    }
}

/// A child that has ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// How.
    pub how: How,
    /// What stood on its standard output.
    pub stdout: String,
    /// What it printed as errors; the student's own prints are among them.
    pub stderr: String,
}

/// How a child ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By itself, with this exit code.
    Exited(i32),
    /// By this signal.
    Signalled(i32),
    /// It was stopped because its time was used up.
    OutOfTime,
    /// It ended because its memory was used up.
    OutOfMemory,
    /// It was stopped because it printed more than it may.
    PrintedTooMuch,
}

/// What became of a check.
#[derive(Clone, Debug, PartialEq)]
pub enum Conclusion {
    /// It left its record.
    Decided(Box<Certificate>),
    /// Its time was used up.
    Timeout,
    /// Its memory was used up.
    Memory,
    /// It printed too much.
    Output,
    /// It was ended by a signal.
    Crash {
        /// The signal's number.
        signal: i32,
        /// The beginning of what it printed.
        printed: String,
    },
    /// It ended by itself before the check was done.
    NoRecord {
        /// Its exit code.
        code: i32,
        /// The beginning of what it printed.
        printed: String,
    },
    /// It left something with the nonce in it that is no record, or more than one, or
    /// did not end well after it.
    Tampered,
}

impl Conclusion {
    /// The certificate: that of the record, or else one that says *broken*, and why.
    /// `limit` is the time that the check had.
    #[must_use]
    pub fn certificate(self, subject: &str, limit: Duration) -> Certificate {
        let why = match self {
            Conclusion::Decided(certificate) => return *certificate,
            Conclusion::Timeout => format!(
                "The check did not end within {} seconds; is there a loop without an end, \
                 or a lock of `std::sync`?",
                limit.as_secs()
            ),
            Conclusion::Memory => "The check needs more memory than it may have; is there \
                                   something that grows without an end?"
                .to_owned(),
            Conclusion::Output => "The check prints more than it may; is there a `println!` \
                                   in a loop?"
                .to_owned(),
            Conclusion::Crash { signal, printed } => no_record(
                &format!("The program was ended by signal {signal}"),
                &printed,
            ),
            Conclusion::NoRecord { code, printed } => {
                no_record(&format!("The program ended (exit code {code})"), &printed)
            }
            Conclusion::Tampered => {
                "The record of the check is not the one that was asked for".to_owned()
            }
        };
        Certificate::broken(subject, why)
    }
}

/// Why there is no record, with what the program printed.
fn no_record(ended: &str, printed: &str) -> String {
    let mut why =
        format!("{ended} before the check was done; does it call `std::process::exit` or abort?");
    if !printed.is_empty() {
        why.push_str(" It printed:\n\n");
        why.push_str(printed);
    }
    why
}

/// The beginning of what a child printed.
fn shown(ended: &Ended) -> String {
    let text = format!("{}{}", ended.stdout, ended.stderr);
    let end = text.floor_char_boundary(SHOWN);
    text[..end].trim().to_owned()
}

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
        return child(check);
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

/// The child: hears what is asked, runs the check, and leaves the record.
fn child(check: impl FnOnce(Seed) -> Check) -> ExitCode {
    let told = || -> std::io::Result<()> {
        let mut asked = Vec::new();
        std::io::stdin().read_to_end(&mut asked)?;
        let Asked { nonce, seed } = serde_json::from_slice(&asked)?;
        let mut private = private_output()?;
        let certificate = check(seed).run();
        let record = serde_json::to_string(&certificate)?;
        // A line of its own, whatever stands before it.
        private.write_all(format!("\n{nonce}{record}\n").as_bytes())?;
        private.flush()
    };
    match told() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the check cannot hear or answer its parent: {error}");
            ExitCode::from(2)
        }
    }
}

/// The standard output, moved to where only the caller finds it.
#[cfg(unix)]
fn private_output() -> std::io::Result<impl Write> {
    use std::os::fd::AsFd;
    let private = std::io::stdout().as_fd().try_clone_to_owned()?;
    rustix::stdio::dup2_stdout(std::io::stderr())?;
    Ok(fs::File::from(private))
}

/// The standard output. Where it cannot be moved, the record is a line among others.
#[cfg(not(unix))]
fn private_output() -> std::io::Result<impl Write> {
    Ok(std::io::stdout())
}

/// The parent: starts the child, waits for it, and reads its record.
fn supervise(subject: &str) -> Certificate {
    match try_supervise(subject) {
        Ok(certificate) => certificate,
        Err(error) => Certificate::broken(subject, format!("The check could not be run: {error}")),
    }
}

fn try_supervise(subject: &str) -> std::io::Result<Certificate> {
    let asked = Asked::new(Seed::HOME)?;
    // No setting of a checker may shorten what is explored, so none reaches the child.
    let mut child = Command::new(std::env::current_exe()?)
        .env_clear()
        .env(CHILD, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().expect("the standard input is a pipe");
    stdin.write_all(&asked.input()?)?;
    drop(stdin);
    let printed = listen(&mut child);
    let status = child.wait_timeout(LIMIT)?;
    if status.is_none() {
        child.kill()?;
        child.wait()?;
    }
    let (stdout, stderr) = printed.join().unwrap_or_default();
    let ended = Ended {
        how: status.map_or(How::OutOfTime, how),
        stdout,
        stderr,
    };
    Ok(asked.conclude(&ended).certificate(subject, LIMIT))
}

/// How a process ended by itself.
fn how(status: ExitStatus) -> How {
    match status.code() {
        Some(code) => How::Exited(code),
        None => How::Signalled(signal(status)),
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.signal().unwrap_or_default()
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> i32 {
    0
}

/// Keeps the beginning of what the child prints, and reads the rest away, so
/// that the child never waits for a reader.
fn listen(child: &mut Child) -> std::thread::JoinHandle<(String, String)> {
    let stdout = child.stdout.take();
    let stderr = child.stderr.take();
    std::thread::spawn(move || {
        let keep = |stream: Option<Box<dyn Read + Send>>| {
            std::thread::spawn(move || {
                let mut kept = Vec::new();
                if let Some(mut stream) = stream {
                    // What cannot be read was never said.
                    let _ = stream.by_ref().take(OUTPUT).read_to_end(&mut kept);
                    let _ = std::io::copy(&mut stream, &mut std::io::sink());
                }
                String::from_utf8_lossy(&kept).into_owned()
            })
        };
        let out = keep(stdout.map(|stream| Box::new(stream) as Box<dyn Read + Send>));
        let err = keep(stderr.map(|stream| Box::new(stream) as Box<dyn Read + Send>));
        (
            out.join().unwrap_or_default(),
            err.join().unwrap_or_default(),
        )
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
        let mut private = private_output()?;
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
