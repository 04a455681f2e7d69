//! A small copy of the workbook: the real theme, settings and sources, and pages
//! that cite every claim.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

/// The program under test.
pub(crate) const WORKBOOK: &str = env!("CARGO_BIN_EXE_workbook");

/// The first claim of the register: two increments that can end with 11.
pub(crate) const CLAIM: &str = "ten_plus_one_plus_one";

/// The page it belongs on.
pub(crate) const PAGE: &str = "01-lost-update/the-lost-update.md";

/// What that page is rendered to.
pub(crate) const HTML: &str = "01-lost-update/the-lost-update.html";

/// The way from that page to the sources.
pub(crate) const SOURCES: &str = "../../../crates/increment/src";

/// The register, as the program prints it.
static CLAIMS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let output = Command::new(WORKBOOK)
        .args(["claims", "--json"])
        .stderr(Stdio::inherit())
        .output()
        .expect("the program runs");
    serde_json::from_slice(&output.stdout).expect("the register is JSON")
});

/// What the register says of a claim.
pub(crate) fn claim(id: &str) -> &'static Value {
    let found = CLAIMS.iter().find(|claim| claim["id"] == id);
    found.expect("the claim is in the register")
}

/// A workbook in a folder of its own.
pub(crate) struct Mini {
    folder: TempDir,
    pages: Vec<&'static str>,
}

impl Mini {
    /// A workbook whose book builds.
    pub(crate) fn new() -> Mini {
        let mut pages: Vec<&str> = Vec::new();
        for claim in CLAIMS.iter() {
            let page = claim["page"].as_str().expect("a page");
            if !pages.contains(&page) {
                pages.push(page);
            }
        }
        let mini = Mini {
            folder: tempfile::tempdir().expect("a folder"),
            pages,
        };
        let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        copy(&real.join("book/theme"), &mini.path("book/theme"));
        fs::copy(real.join("book/book.toml"), mini.path("book/book.toml")).expect("the settings");
        for entry in fs::read_dir(real.join("crates")).expect("the crates") {
            let name = entry.expect("a crate").file_name();
            let src = Path::new("crates").join(name).join("src");
            copy(&real.join(&src), &mini.folder.path().join(&src));
        }
        // The first page is also the index, whose links start from the root.
        let mut summary = "# Summary\n\n- [Introduction](introduction.md)\n".to_owned();
        mini.write("book/src/introduction.md", "# Introduction\n\nRead on.\n");
        for page in &mini.pages {
            summary.push_str(&format!("- [A chapter]({page})\n"));
            mini.write(&format!("book/src/{page}"), "# A chapter\n");
        }
        mini.write("book/src/SUMMARY.md", &summary);
        for claim in CLAIMS.iter() {
            let (id, page) = (claim["id"].as_str(), claim["page"].as_str());
            mini.add(
                page.expect("a page"),
                &format!("{{{{#claim {}}}}}", id.expect("a name")),
            );
        }
        mini
    }

    /// Its pages, in order.
    pub(crate) fn pages(&self) -> &[&'static str] {
        &self.pages
    }

    /// A path inside.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Reads a file.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("a file")
    }

    /// Adds a paragraph to a page, and says on which line it begins.
    pub(crate) fn add(&self, page: &str, text: &str) -> usize {
        let path = format!("book/src/{page}");
        let before = self.read(&path);
        self.write(&path, &format!("{before}\n{text}\n"));
        before.lines().count() + 2
    }

    /// Replaces a text that a file must have.
    pub(crate) fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// The program, to be run inside.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(WORKBOOK);
        command.args(arguments).current_dir(self.folder.path());
        command
    }

    /// Builds the book.
    pub(crate) fn build(&self) -> Ran {
        Ran::of(self.command(&["build"]).output().expect("the program runs"))
    }

    /// Builds the book, which must be right.
    #[track_caller]
    pub(crate) fn builds(&self) -> &Mini {
        let ran = self.build();
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        self
    }

    /// Builds the book, which must be refused with this among the reasons.
    #[track_caller]
    pub(crate) fn refused(&self, why: &str) -> String {
        let ran = self.build();
        assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
        assert!(ran.stderr.contains(why), "no {why:?} in:\n{}", ran.stderr);
        ran.stderr
    }
}

/// What a program left.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn of(output: Output) -> Ran {
        Ran {
            code: output.status.code().expect("it was not killed"),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let from = entry.expect("an entry").path();
        let to = to.join(from.file_name().expect("a name"));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).expect("a file");
        }
    }
}
