//! The name of a student's file.
//!
//! A student is the name of a folder, and a folder can be called almost anything. A file
//! is named after it by these rules:
//!
//! 1. A name of up to 64 of `a` to `z`, `0` to `9`, `.`, `_` and `-` stays as it is,
//!    unless it starts or ends with something else than a letter, a digit or `_`, or is a
//!    device of Windows (`con`, `nul`, `com1`), or ends as the names of rule 2 do.
//! 2. Of any other the letters become small, everything else becomes `-`, 40 characters
//!    are kept, and the first 16 digits of the SHA-256 of the whole name are put after it.
//!
//! Two students have two files, also where `a` and `A` name the same file, or where `é`
//! can be written in two ways. A file's name depends on nobody else in the class.

use std::sync::LazyLock;

use regex::Regex;

use super::visible::regex;

/// How much is kept of a name that has to be changed.
const KEPT: usize = 40;

/// How many digits of the hash stand after it.
const DIGITS: usize = 16;

/// The name of a student's file, without its ending.
pub(crate) fn stem(student: &str) -> String {
    static PLAIN: LazyLock<Regex> =
        LazyLock::new(|| regex(r"\A[a-z0-9_]([a-z0-9._-]{0,62}[a-z0-9_])?\z"));
    static DEVICE: LazyLock<Regex> =
        LazyLock::new(|| regex(r"\A(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|\z)"));
    static HASHED: LazyLock<Regex> =
        LazyLock::new(|| regex(&format!(r"(\A|-)[0-9a-f]{{{DIGITS}}}\z")));
    static OTHER: LazyLock<Regex> = LazyLock::new(|| regex("[^a-z0-9]+"));
    let stays = PLAIN.is_match(student) && !DEVICE.is_match(student) && !HASHED.is_match(student);
    if stays {
        return student.to_owned();
    }
    let small = student.to_lowercase();
    let mut kept = OTHER.replace_all(&small, "-").into_owned();
    kept.truncate(KEPT);
    let hash = verdict::digest([("student", student)]);
    let name = format!("{}-{}", kept.trim_matches('-'), &hash[..DIGITS]);
    name.trim_start_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::super::nasty;
    use super::*;

    /// Whether every file system takes it as a name, and shows it as it is.
    fn is_safe(name: &str) -> bool {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
        let first = name.split('.').next().unwrap_or_default();
        !name.is_empty()
            && name.len() <= 64
            && name.chars().all(plain)
            && !name.starts_with(['.', '-'])
            && !name.ends_with(['.', '-'])
            && !["con", "prn", "aux", "nul", "com1", "lpt9"].contains(&first)
    }

    #[test]
    fn plain_names_stay() {
        for name in ["alice", "s1234567", "a", "ada_lovelace", "g.hopper-2"] {
            assert_eq!(stem(name), name);
        }
    }

    #[test]
    fn other_names_are_changed_and_stay_apart() {
        let mut names: Vec<String> = [
            "Alice",
            "alice",
            "ALICE",
            "a b",
            "a-b",
            "a/b",
            "..",
            ".",
            "",
            " ",
            "-rf",
            "con",
            "nul.txt",
            "é",
            "e\u{301}",
            "李",
            "王",
            "a.",
            "a",
            "\u{202e}a",
            "a\0",
            "İ",
            "ß",
            "SS",
            "ss",
            "Con",
            "COM1",
        ]
        .map(str::to_owned)
        .into();
        names.push("x".repeat(300));
        names.push("x".repeat(301));
        // Somebody may call a folder as another's file is called.
        names.push(stem("Alice"));
        names.push(stem("李"));
        let stems: BTreeSet<String> = names.iter().map(|name| stem(name)).collect();
        assert_eq!(stems.len(), names.len());
        for stem in stems {
            assert!(is_safe(&stem), "{stem}");
        }
        assert!(stem("Alice").starts_with("alice-"));
    }

    #[test]
    fn the_naive_name_is_not_safe() {
        assert!(!is_safe("Alice"));
        assert!(!is_safe("../alice"));
        assert!(!is_safe("con"));
        assert!(!is_safe(""));
    }

    proptest! {
        #[test]
        fn any_name_is_safe_and_two_are_two(one in nasty::text(), other in nasty::text()) {
            prop_assert!(is_safe(&stem(&one)), "{}", stem(&one));
            prop_assert_eq!(stem(&one) == stem(&other), one == other);
        }
    }
}
