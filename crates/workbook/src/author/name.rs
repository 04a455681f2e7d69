//! Which names an exercise may have.

use std::path::Path;

use anyhow::{Context, ensure};
use serde::Deserialize;

use crate::exercise;

/// The longest name: `list` has one line for an exercise.
const LONGEST: usize = 24;

/// The names of the language and of what comes with it, which no package may have.
const RESERVED: [&str; 45] = [
    "abstract", "alloc", "as", "async", "await", "become", "box", "break", "const", "continue",
    "core", "crate", "do", "dyn", "else", "enum", "extern", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "return", "self", "static", "std", "struct", "super", "test", "trait", "try", "type", "use",
];

/// The rest of them.
const RESERVED_TOO: [&str; 7] = [
    "typeof", "unsafe", "unsized", "virtual", "where", "while", "yield",
];

/// A `Cargo.lock`, as far as it matters here.
#[derive(Deserialize)]
struct Lock {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
}

/// Whether a new exercise may have this name.
///
/// # Errors
///
/// If it may not: why.
pub(crate) fn valid(root: &Path, name: &str) -> anyhow::Result<()> {
    let mut words = name.split('-');
    let is_word = |word: &str| {
        word.chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
            && !word.is_empty()
    };
    ensure!(
        words.all(is_word) && name.starts_with(|c: char| c.is_ascii_lowercase()),
        "`{name}` is no name for an exercise: it is of small letters, digits and single \
         hyphens, as in `lost-update`"
    );
    ensure!(
        name.len() <= LONGEST,
        "`{name}` is longer than {LONGEST} letters; shorten it"
    );
    let reserved = RESERVED.iter().chain(&RESERVED_TOO);
    ensure!(
        !reserved.into_iter().any(|word| *word == name),
        "`{name}` is a word of Rust, and no package can have it; add another word"
    );
    let taken = exercise::all(root)?
        .into_iter()
        .find(|one| one.name == name);
    if let Some(taken) = taken {
        let path = taken.path();
        anyhow::bail!(
            "there is an exercise `{name}` in {}; choose another name",
            path.display()
        );
    }
    let path = root.join("Cargo.lock");
    let lock = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}", path.display()))?;
    let lock: Lock = toml::from_str(&lock).with_context(|| path.display().to_string())?;
    let same = |package: &Package| package.name.replace('_', "-") == name;
    ensure!(
        !lock.package.iter().any(same),
        "`{name}` is the name of a crate that the workbook uses; choose another name"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_package_that_nobody_has() {
        let root = crate::workspace::root().unwrap();
        valid(&root, "high-water-mark-2").unwrap();
        for (name, says) in [
            ("", "no name"),
            ("Lost", "no name"),
            ("two--hyphens", "no name"),
            ("-a", "no name"),
            ("a-", "no name"),
            ("a_b", "no name"),
            ("../a", "no name"),
            ("2-fast", "no name"),
            ("a-name-that-no-list-has-room-for", "longer"),
            ("while", "word of Rust"),
            ("std", "word of Rust"),
            ("lost-update", "exercises/01-lost-update"),
            ("loom", "name of a crate"),
            ("recursive-lock", "name of a crate"),
            ("lost-update-solution", "name of a crate"),
        ] {
            let error = valid(&root, name).unwrap_err().to_string();
            assert!(error.contains(says), "{name}: {error}");
        }
    }
}
