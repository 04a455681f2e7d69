//! Programs that only those need who change the book.

use std::path::Path;
use std::process::Command;

use semver::Version;

use super::system::{Package, install};
use super::{Finding, Need, State};

/// The oldest Node that the browser tests run on, as their `package.json` says.
const NODE: u64 = 20;

const PYTHON: Package = Package {
    debian: "python3",
    fedora: "python3",
    arch: "python",
    suse: "python3",
    macos: "brew install python3",
    windows: "winget install Python.Python.3.13",
};

const NODE_JS: Package = Package {
    debian: "nodejs npm",
    fedora: "nodejs npm",
    arch: "nodejs npm",
    suse: "nodejs npm",
    macos: "brew install node",
    windows: "winget install OpenJS.NodeJS",
};

const CHROMIUM: Package = Package {
    debian: "chromium",
    fedora: "chromium",
    arch: "chromium",
    suse: "chromium",
    macos: "brew install chromium, and set CHROMIUM to its program",
    windows: "install Chromium, and set CHROMIUM to its program",
};

pub(super) fn examine() -> Vec<Finding> {
    vec![
        program(
            "python3",
            "the listings of the book",
            &["python3", "--version"],
            || install(&PYTHON),
        ),
        node(),
        chromium(),
        program(
            "just",
            "the tasks of the justfile",
            &["just", "--version"],
            || "cargo install just".to_owned(),
        ),
        program(
            "rustfmt",
            "the format",
            &["cargo", "fmt", "--version"],
            || "rustup component add rustfmt".to_owned(),
        ),
        program(
            "clippy",
            "the lints",
            &["cargo", "clippy", "--version"],
            || "rustup component add clippy".to_owned(),
        ),
        program(
            "cargo-deny",
            "licences and advisories",
            &["cargo", "deny", "--version"],
            || "cargo install cargo-deny".to_owned(),
        ),
    ]
}

/// A program, and what it is for.
fn program(
    what: &'static str,
    purpose: &str,
    command: &[&str],
    mend: impl FnOnce() -> String,
) -> Finding {
    match says(command) {
        Some(said) => Finding::ok(what, Need::Maintainer, format!("{said}, for {purpose}")),
        None => missing(what, purpose, mend()),
    }
}

fn missing(what: &'static str, purpose: &str, mend: String) -> Finding {
    let found = format!("not here; it is for {purpose}");
    Finding::not_ok(what, Need::Maintainer, State::Missing, found, mend)
}

/// The first line that a command prints, if it is there and ends well.
fn says(command: &[&str]) -> Option<String> {
    let (program, arguments) = command.split_first()?;
    let output = Command::new(program).args(arguments).output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = said.lines().next()?.trim().to_owned();
    output.status.success().then_some(line)
}

fn node() -> Finding {
    const WHAT: &str = "node";
    const PURPOSE: &str = "the browser tests";
    let said = says(&["node", "--version"]);
    let version = said.and_then(|said| Version::parse(said.trim_start_matches('v')).ok());
    match version {
        Some(version) if version.major >= NODE => {
            Finding::ok(WHAT, Need::Maintainer, format!("{version}, for {PURPOSE}"))
        }
        Some(version) => Finding::not_ok(
            WHAT,
            Need::Maintainer,
            State::Missing,
            format!("{version} is too old; {NODE} or later is needed for {PURPOSE}"),
            install(&NODE_JS),
        ),
        None => missing(WHAT, PURPOSE, install(&NODE_JS)),
    }
}

fn chromium() -> Finding {
    const WHAT: &str = "chromium";
    const PURPOSE: &str = "the browser tests";
    // Where the tests look.
    let path = std::env::var_os("CHROMIUM").unwrap_or_else(|| "/usr/bin/chromium".into());
    match Path::new(&path).is_file() {
        true => {
            let found = format!("{}, for {PURPOSE}", Path::new(&path).display());
            Finding::ok(WHAT, Need::Maintainer, found)
        }
        false => missing(WHAT, PURPOSE, install(&CHROMIUM)),
    }
}
