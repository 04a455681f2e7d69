//! Whether this machine has what the workbook needs, and how to mend it where not.
//!
//! Each module looks at one thing and returns findings. Nothing is changed: folders are
//! tried with a file that has no name, and goes by itself.

mod boxes;
mod folders;
mod machine;
mod programs;
mod system;
mod toolchain;

use std::path::Path;

use serde::Serialize;

/// What was found of one thing. `doctor --json` prints it; the shape is kept, and fields
/// may be added.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Finding {
    /// The thing.
    pub(crate) what: &'static str,
    /// Who needs it.
    pub(crate) need: Need,
    /// How it is.
    pub(crate) state: State,
    /// What was found, in words.
    pub(crate) found: String,
    /// How to mend it; null if it is well.
    pub(crate) mend: Option<String>,
}

/// Who needs something. Who comes later needs what those before need, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Need {
    /// To solve exercises.
    Student,
    /// To grade answers.
    Instructor,
    /// To change the book.
    Maintainer,
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// As it should be.
    Ok,
    /// It will do, with a drawback that the finding names.
    Warning,
    /// It is not there, or will not do.
    Missing,
}

impl State {
    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Warning => "warning",
            State::Missing => "missing",
        }
    }
}

impl Finding {
    fn ok(what: &'static str, need: Need, found: impl Into<String>) -> Finding {
        Finding {
            what,
            need,
            state: State::Ok,
            found: found.into(),
            mend: None,
        }
    }

    fn not_ok(
        what: &'static str,
        need: Need,
        state: State,
        found: impl Into<String>,
        mend: impl Into<String>,
    ) -> Finding {
        Finding {
            state,
            mend: Some(mend.into()),
            ..Finding::ok(what, need, found)
        }
    }
}

/// Looks at everything, in the order of those who need it. A hand-out is for students:
/// what only others need is not looked at there.
pub(crate) fn examine(root: &Path) -> Vec<Finding> {
    let mut all = toolchain::examine(root);
    all.extend(machine::examine(root));
    all.extend(folders::examine(root));
    if root.join("solutions").is_dir() {
        all.push(boxes::examine());
        all.extend(programs::examine());
    }
    all.sort_by_key(|finding| finding.need);
    all
}
