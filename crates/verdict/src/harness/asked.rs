//! What a parent asks of a child, and what follows from how the child ended.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::seed::Seed;
use crate::certificate::Certificate;

/// The most bytes of a student's own output that are shown.
const SHOWN: usize = 4096;

/// What the parent says to the child.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// A number that nobody can guess, in hexadecimal digits.
    pub(super) nonce: String,
    /// The seed of what the check draws.
    pub(super) seed: Seed,
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

    /// What stands on the child's standard input. The child is told by [`CHILD`](super::CHILD) in its
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
