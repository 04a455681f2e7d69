//! The compiler, Cargo, and a linker.

use std::fs;
use std::path::Path;
use std::process::Command;

use semver::{Version, VersionReq};

use super::system::{Package, install};
use super::{Finding, Need, State};
use crate::exercise::tool;

/// The oldest Rust that will do.
const OLDEST: &str = env!("CARGO_PKG_RUST_VERSION");

/// How to get a newer one: the same everywhere.
const UPDATE: &str = "rustup update stable  (no rustup? It is on https://rustup.rs)";

/// A C compiler: rustc calls it to link.
const CC: Package = Package {
    debian: "gcc libc6-dev",
    fedora: "gcc",
    arch: "gcc",
    suse: "gcc",
    macos: "xcode-select --install",
    windows: "install the Visual Studio Build Tools, with \"Desktop development with C++\"",
};

pub(super) fn examine(root: &Path) -> Vec<Finding> {
    let compiler = version(root, "rustc", "RUSTC");
    let cargo = version(root, "cargo", "CARGO");
    let linker = match compiler.state {
        State::Ok => linker(root),
        // It cannot be tried, and the first finding says what to do.
        _ => None,
    };
    [Some(compiler), Some(cargo), linker]
        .into_iter()
        .flatten()
        .collect()
}

/// Which version a program of the toolchain has, as it is found from the root: a file
/// there may choose another toolchain.
fn version(root: &Path, name: &'static str, variable: &str) -> Finding {
    let mut command = Command::new(tool(variable, name));
    let said = command.current_dir(root).arg("--version").output();
    let said = said.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    judge(name, said.ok().as_deref())
}

/// What to think of what `--version` says: `rustc 1.95.0 (59807616e 2026-04-14)`.
fn judge(name: &'static str, said: Option<&str>) -> Finding {
    let bad = |found: String| Finding::not_ok(name, Need::Student, State::Missing, found, UPDATE);
    let Some(said) = said else {
        return bad(format!("there is no {name}"));
    };
    let version = said.split_whitespace().nth(1);
    let Some(version) = version.and_then(|version| Version::parse(version).ok()) else {
        return bad(format!("{name} does not say its version"));
    };
    // A nightly of the version that is needed will do.
    let released = Version::new(version.major, version.minor, version.patch);
    let enough = VersionReq::parse(&format!(">={OLDEST}"));
    if enough.is_ok_and(|enough| enough.matches(&released)) {
        Finding::ok(name, Need::Student, version.to_string())
    } else {
        bad(format!("{version} is too old; {OLDEST} or later is needed"))
    }
}

/// Whether a program can be linked, and started.
fn linker(root: &Path) -> Option<Finding> {
    const WHAT: &str = "linker";
    let folder = tempfile::tempdir().ok()?;
    let source = folder.path().join("empty.rs");
    let program = folder
        .path()
        .join(format!("empty{}", std::env::consts::EXE_SUFFIX));
    fs::write(&source, "fn main() {}\n").ok()?;
    let mut rustc = Command::new(tool("RUSTC", "rustc"));
    rustc.current_dir(root).arg("-o").arg(&program).arg(&source);
    let linked = rustc.output().ok()?.status.success();
    let starts = || {
        Command::new(&program)
            .status()
            .is_ok_and(|end| end.success())
    };
    Some(match (linked, linked && starts()) {
        (true, true) => Finding::ok(WHAT, Need::Student, "a program can be linked"),
        (true, false) => Finding::not_ok(
            WHAT,
            Need::Student,
            State::Missing,
            format!(
                "a program that was linked in {} does not start",
                folder.path().display()
            ),
            "let programs start there, or set TMPDIR to a folder where they do",
        ),
        (false, _) => Finding::not_ok(
            WHAT,
            Need::Student,
            State::Missing,
            "rustc cannot link a program: there is no C compiler, or it does not work",
            install(&CC),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compiler_is_judged_by_its_version() {
        let of = |version: &str| {
            let said = format!("rustc {version} (0123456 2026-01-01)\n");
            judge("rustc", Some(&said)).state
        };
        assert_eq!(of(&format!("{OLDEST}.0")), State::Ok);
        assert_eq!(of("1.999.0-nightly"), State::Ok);
        assert_eq!(of("1.60.0"), State::Missing);
        assert_eq!(of("gibberish"), State::Missing);
        assert_eq!(judge("rustc", Some("")).state, State::Missing);
        assert_eq!(judge("rustc", None).state, State::Missing);
        assert!(judge("rustc", None).mend.is_some());
    }
}
