//! What is found in folders of a class.

use std::fs;
use std::os::unix::fs::symlink;

use super::*;
use crate::{exercise, workspace};

/// A class with one student, `anna`.
struct Handed {
    folder: tempfile::TempDir,
}

impl Handed {
    fn new() -> Handed {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("anna")).unwrap();
        Handed { folder }
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join("anna").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn take(&self, exercises: &[&str]) -> (Vec<Taken>, Vec<String>) {
        let root = workspace::root().unwrap();
        let exercises: Vec<Exercise> = exercises
            .iter()
            .map(|name| exercise::find(&root, name).unwrap())
            .collect();
        let class = Class::find(self.folder.path()).unwrap();
        take(self.folder.path(), &class.students[0], &exercises)
    }

    /// What is taken of `lost-update`, if it is not the only exercise.
    fn one(&self) -> Taken {
        self.take(&["lost-update", "check-then-act"]).0.remove(0)
    }
}

fn text(taken: &Taken) -> &str {
    match taken {
        Taken::Answer { text, .. } => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_file_is_found_at_each_place() {
    for place in [
        "exercises/01-lost-update/src/counter.rs",
        "01-lost-update/src/counter.rs",
        "lost-update/src/counter.rs",
    ] {
        let handed = Handed::new();
        assert_eq!(handed.one(), Taken::Missing);
        handed.write(place, "mine");
        assert_eq!(text(&handed.one()), "mine", "{place}");
    }
}

#[test]
fn short_places_are_for_one_exercise() {
    for place in ["src/counter.rs", "counter.rs"] {
        let handed = Handed::new();
        handed.write(place, "mine");
        assert_eq!(handed.one(), Taken::Missing, "{place}");
        let (taken, ignored) = handed.take(&["lost-update"]);
        assert_eq!(text(&taken[0]), "mine", "{place}");
        assert_eq!(ignored, Vec::<String>::new());
    }
}

#[test]
fn two_that_differ_are_not_taken_and_two_that_agree_are() {
    let handed = Handed::new();
    handed.write("lost-update/src/counter.rs", "mine");
    handed.write("01-lost-update/src/counter.rs", "mine");
    assert_eq!(text(&handed.one()), "mine");
    handed.write("01-lost-update/src/counter.rs", "older");
    let Taken::Refused(why) = handed.one() else {
        panic!("{:?}", handed.one());
    };
    assert_eq!(
        why,
        "01-lost-update/src/counter.rs and lost-update/src/counter.rs differ, \
         and nobody can tell which one is meant."
    );
}

#[test]
fn a_link_is_not_taken_even_if_the_file_lies_elsewhere_too() {
    let handed = Handed::new();
    handed.write("lost-update/src/counter.rs", "mine");
    let place = handed
        .folder
        .path()
        .join("anna/exercises/01-lost-update/src");
    fs::create_dir_all(&place).unwrap();
    symlink(
        "../../../lost-update/src/counter.rs",
        place.join("counter.rs"),
    )
    .unwrap();
    assert_eq!(
        handed.one(),
        Taken::Refused("exercises/01-lost-update/src/counter.rs is a link.".to_owned())
    );
}

#[test]
fn what_is_ignored_is_named_and_folders_are_named_once() {
    let handed = Handed::new();
    for file in [
        "exercises/01-lost-update/src/counter.rs",
        "exercises/01-lost-update/src/lib.rs",
        "exercises/01-lost-update/build.rs",
        ".cargo/config.toml",
        "target/a",
        "target/b/c",
        "rust-toolchain.toml",
    ] {
        handed.write(file, "");
    }
    let (_, ignored) = handed.take(&["lost-update", "check-then-act"]);
    assert_eq!(
        ignored,
        [
            ".cargo/",
            "exercises/01-lost-update/build.rs",
            "exercises/01-lost-update/src/lib.rs",
            "rust-toolchain.toml",
            "target/",
        ]
    );
    for n in 0..30 {
        handed.write(&format!("z{n:02}"), "");
    }
    let (_, ignored) = handed.take(&["lost-update", "check-then-act"]);
    assert_eq!(ignored.len(), NAMED + 1);
    assert_eq!(ignored[NAMED], "and 15 more");
}

#[test]
fn links_are_not_walked() {
    let handed = Handed::new();
    symlink("/", handed.folder.path().join("anna/exercises")).unwrap();
    let (taken, ignored) = handed.take(&["lost-update"]);
    assert_eq!(
        taken,
        [Taken::Refused(
            "exercises/01-lost-update/src/counter.rs lies behind the link `exercises`.".to_owned()
        )]
    );
    assert_eq!(ignored, ["exercises"]);
}

#[test]
fn students_are_folders_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for student in ["zoe", "=cmd", "Bob <script>", "李"] {
        fs::create_dir(at(student)).unwrap();
    }
    fs::create_dir(at(".git")).unwrap();
    fs::write(at("notes.txt"), "").unwrap();
    symlink("zoe", at("other")).unwrap();
    let class = Class::find(folder.path()).unwrap();
    let names: Vec<&str> = class.students.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["=cmd", "Bob <script>", "zoe", "李"]);
    assert_eq!(class.ignored, [".git", "notes.txt", "other"]);
    assert!(Class::find(&at("notes.txt")).is_err());
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_a_name() {
    use std::os::unix::ffi::OsStringExt;
    let folder = tempfile::tempdir().unwrap();
    let odd = OsString::from_vec(b"a\xff".to_vec());
    fs::create_dir(folder.path().join(&odd)).unwrap();
    let class = Class::find(folder.path()).unwrap();
    assert_eq!(class.students[0].name, "a\\xff");
    assert_eq!(class.students[0].folder, odd);
    fs::create_dir(folder.path().join("a\\xff")).unwrap();
    let error = Class::find(folder.path()).unwrap_err().to_string();
    assert!(error.contains("rename one of them"), "{error}");
}
