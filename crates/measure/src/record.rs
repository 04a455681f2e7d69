//! The file that the book includes, piece by piece.

use std::fmt::Write as _;
use std::process::Command;
use std::thread;

/// A file of anchored pieces.
#[derive(Clone, Debug)]
pub struct Record {
    text: String,
}

impl Record {
    /// An empty record, written by this task of the `justfile`, for this page.
    #[must_use]
    pub fn new(task: &str, page: &str) -> Record {
        Record {
            text: format!(
                "Written by `just bench {task} --record`. The page {page} includes it\n\
                 piece by piece.\n"
            ),
        }
    }

    /// Adds a piece under this name.
    pub fn put(&mut self, name: &str, text: &str) {
        let text = text.trim_end();
        writeln!(
            self.text,
            "\n<!-- ANCHOR: {name} -->\n{text}\n<!-- ANCHOR_END: {name} -->"
        )
        .expect("a string takes all");
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// The kind of machine, and what else was measured there.
#[must_use]
pub fn machine(others: &[&str]) -> String {
    let cores = match thread::available_parallelism().map_or(1, usize::from) {
        1 => "1 core".to_owned(),
        n => format!("{n} cores"),
    };
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(compiler).arg("--version").output();
    let version = version.ok().filter(|done| done.status.success());
    let version = version.map_or("an unknown rustc".to_owned(), |done| {
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    });
    let profile = if cfg!(debug_assertions) {
        "with debug assertions"
    } else {
        "optimised"
    };
    let (processor, system) = (std::env::consts::ARCH, std::env::consts::OS);
    let mut words = format!("{processor}, {system}, {cores}; {version}, {profile}");
    for other in others {
        write!(words, "; {other}").expect("a string takes all");
    }
    words
}
