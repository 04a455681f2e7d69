//! The disk, the memory, the port of the book, and the terminal.

use std::io::IsTerminal;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use anstream::ColorChoice;
use indicatif::HumanBytes;
use sysinfo::{MemoryRefreshKind, RefreshKind, System};

use super::{Finding, Need, State};
use crate::cmd::serve::PORT;

/// What `cargo run` and the check of one exercise put into an empty `target`, rounded up.
/// Measured by `du -sm target` after `cargo build -p workbook` and
/// `cargo test --no-run -p lost-update`, on x86-64 Linux.
const BUILD: u64 = 2 << 30;

/// Less than this, and not even an answer can be compiled.
const ANSWER: u64 = 200 << 20;

/// What the largest compiler process of that build takes, rounded up. Measured by
/// `/usr/bin/time -v cargo build -j1 -p workbook`.
const COMPILER: u64 = 1 << 30;

/// How wide what we print is, in columns.
const WIDTH: u16 = 80;

pub(super) fn examine(root: &Path) -> Vec<Finding> {
    vec![
        disk(fs4::available_space(root).ok()),
        memory(free_memory()),
        port(),
        terminal(),
    ]
}

/// What to think of so many free bytes on the disk.
fn disk(free: Option<u64>) -> Finding {
    const WHAT: &str = "disk";
    const MEND: &str = "free some space; `cargo clean` empties target, and keeps your \
                        answers and your progress";
    let Some(free) = free else {
        let found = "the system does not say how much is free";
        return Finding::ok(WHAT, Need::Student, found);
    };
    let found = format!(
        "{} are free; the first build needs {}",
        HumanBytes(free),
        HumanBytes(BUILD)
    );
    let state = match free {
        ..ANSWER => State::Missing,
        ANSWER..BUILD => State::Warning,
        BUILD.. => return Finding::ok(WHAT, Need::Student, found),
    };
    Finding::not_ok(WHAT, Need::Student, state, found, MEND)
}

/// The memory that is free, in bytes, with the limit of a container.
fn free_memory() -> Option<u64> {
    let what = RefreshKind::nothing().with_memory(MemoryRefreshKind::everything());
    let system = System::new_with_specifics(what).ok()?;
    let free = system.available_memory();
    let limit = system.cgroup_limits().map(|limits| limits.free_memory);
    Some(limit.map_or(free, |limit| limit.min(free))).filter(|free| *free > 0)
}

/// What to think of so much free memory.
fn memory(free: Option<u64>) -> Finding {
    const WHAT: &str = "memory";
    let Some(free) = free else {
        let found = "the system does not say how much is free";
        return Finding::ok(WHAT, Need::Student, found);
    };
    let found = format!(
        "{} are free; one compiler needs {}",
        HumanBytes(free),
        HumanBytes(COMPILER)
    );
    match free < COMPILER {
        false => Finding::ok(WHAT, Need::Student, found),
        true => Finding::not_ok(
            WHAT,
            Need::Student,
            State::Warning,
            found,
            "close other programs, and build with one compiler at a time: cargo build -j1",
        ),
    }
}

/// Whether the book can be served.
fn port() -> Finding {
    const WHAT: &str = "port";
    let is_free = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    match (is_free(PORT), is_free(0)) {
        (true, _) => Finding::ok(WHAT, Need::Student, format!("{PORT} is free for the book")),
        (false, true) => Finding::ok(
            WHAT,
            Need::Student,
            format!("{PORT} is taken; the book is served on the next free one"),
        ),
        (false, false) => Finding::not_ok(
            WHAT,
            Need::Student,
            State::Warning,
            "no program may listen on this machine, so the book cannot be served",
            "build it into a folder:  cargo workbook build",
        ),
    }
}

fn terminal() -> Finding {
    const WHAT: &str = "terminal";
    let stdout = std::io::stdout();
    if !stdout.is_terminal() {
        let found = "none here; what is printed is plain text";
        return Finding::ok(WHAT, Need::Student, found);
    }
    let width = terminal_size::terminal_size().map(|(width, _)| width.0);
    let colour = anstream::AutoStream::choice(&stdout) != ColorChoice::Never;
    judge_terminal(width, colour)
}

/// What to think of a terminal.
fn judge_terminal(width: Option<u16>, colour: bool) -> Finding {
    const WHAT: &str = "terminal";
    let colour = if colour {
        "with colour"
    } else {
        "without colour"
    };
    let columns = match width {
        Some(width) => format!("{width} columns"),
        None => "of unknown width".to_owned(),
    };
    let found = format!("{columns}, {colour}");
    match width {
        Some(width) if width < WIDTH => Finding::not_ok(
            WHAT,
            Need::Student,
            State::Warning,
            found,
            format!("make it {WIDTH} columns wide, so that no line is broken"),
        ),
        _ => Finding::ok(WHAT, Need::Student, found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_little_is_told() {
        assert_eq!(disk(Some(BUILD)).state, State::Ok);
        assert_eq!(disk(Some(BUILD - 1)).state, State::Warning);
        assert_eq!(disk(Some(ANSWER - 1)).state, State::Missing);
        assert_eq!(disk(None).state, State::Ok);
        assert_eq!(memory(Some(COMPILER)).state, State::Ok);
        assert_eq!(memory(Some(COMPILER - 1)).state, State::Warning);
    }

    #[test]
    fn a_narrow_terminal_is_told() {
        assert_eq!(judge_terminal(Some(WIDTH), false).state, State::Ok);
        assert_eq!(judge_terminal(Some(WIDTH - 1), true).state, State::Warning);
    }
}
