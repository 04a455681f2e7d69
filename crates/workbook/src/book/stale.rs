//! Whether the sources on the disk are the ones in this program.
//!
//! The claims are decided on the code that was compiled in; the pages show the
//! files. If they differ, the book would show one program and judge another.

use std::path::Path;

use super::problem::{Problem, Spot};
use crate::claims;

/// Every source that is not as it was when this program was compiled.
pub(crate) fn check(root: &Path) -> Vec<Problem> {
    let changed = |(path, compiled): (String, &str)| {
        let what = match std::fs::read_to_string(root.join(&path)) {
            Ok(text) if text == compiled => return None,
            Ok(_) => {
                "has changed since this program was compiled; run `cargo run` again".to_owned()
            }
            Err(error) => format!(
                "cannot be read ({error}), but this program was compiled from it; \
                 put it back, or run `cargo run` again"
            ),
        };
        Some(Problem {
            spot: Some(Spot::file(path)),
            what,
        })
    };
    claims::sources().into_iter().filter_map(changed).collect()
}
