//! Progress is kept, and nothing of it is lost.

use std::path::PathBuf;

use super::*;
use crate::exercise::manifest::Manifest;
use crate::workspace;

fn exercise() -> Exercise {
    Exercise {
        number: 3,
        name: "three".to_owned(),
        folder: "03-three".to_owned(),
        manifest: Manifest {
            edit: PathBuf::from("src/answer.rs"),
            hints: vec!["look".to_owned()],
            ..toml::from_str(
                "title = 't'\nchapter = 'c'\nminutes = 1\npoints = 1\nedit = ''\nhints = []",
            )
            .expect("a manifest")
        },
    }
}

/// A root with one answer in it.
fn root(answer: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), answer);
    root
}

fn write(root: &Path, answer: &str) {
    let at = root.join(exercise().answer());
    fs::create_dir_all(at.parent().expect("a folder")).expect("a folder");
    fs::write(at, answer).expect("the answer");
}

fn found(verdict: Verdict, class: Option<Class>, answer: &str) -> Certificate {
    Certificate {
        verdict,
        class,
        source: exercise().digest(answer),
        ..Certificate::broken("three", "")
    }
}

/// Leaves what `cargo test` leaves, written so many seconds after the beginning.
fn test(root: &Path, found: &Certificate, second: i64) {
    let folder = root.join(harness::TESTED);
    fs::create_dir_all(&folder).expect("a folder");
    let file = fs::File::create(folder.join("three.json")).expect("a file");
    serde_json::to_writer(&file, found).expect("a certificate");
    let at = Timestamp::from_second(second).expect("a time");
    file.set_modified(at.into()).expect("a time");
}

#[test]
fn the_first_verified_stays_and_the_file_may_change() {
    let root = root("good");
    let checked = |answer, verdict, class| {
        let found = found(verdict, class, answer);
        Progress::checked(root.path(), &exercise(), answer, &found).expect("written");
        Progress::read(root.path()).of(&exercise())
    };
    let first = checked("good", Verdict::Verified, None);
    assert!(first.verified.is_some());
    let present = || Progress::read(root.path()).present(root.path(), &exercise());
    assert_eq!(present().expect("it is").verdict, Verdict::Verified);

    write(root.path(), "bad");
    assert_eq!(present(), None);
    let second = checked("bad", Verdict::Refuted, Some(Class::LostUpdate));
    assert_eq!(second.verified, first.verified);
    assert_eq!(second.checks, 2);
    assert_eq!(present().expect("it is").class, Some(Class::LostUpdate));
}

#[test]
fn a_newer_test_is_taken_up_once() {
    let root = root("good");
    let bad = found(Verdict::Refuted, Some(Class::LostUpdate), "bad");
    let good = found(Verdict::Verified, None, "good");
    let read = || Progress::read(root.path()).of(&exercise());

    test(root.path(), &bad, 1000);
    assert_eq!(read().checks, 1);
    assert_eq!(read().checks, 1, "it was taken up before");
    test(root.path(), &good, 2000);
    let entry = read();
    assert_eq!(entry.verified, Timestamp::from_second(2000).ok());
    assert_eq!(entry.checks, 2);
    assert_eq!(entry.checked.expect("it is").verdict, Verdict::Verified);

    // `cargo clean` takes the certificates away, and nothing else.
    fs::remove_dir_all(root.path().join("target")).expect("removed");
    assert_eq!(read().checks, 2);
}

#[test]
fn a_test_that_is_older_than_the_last_check_changes_no_verdict() {
    let root = root("good");
    let good = found(Verdict::Verified, None, "good");
    Progress::checked(root.path(), &exercise(), "good", &good).expect("written");
    test(root.path(), &found(Verdict::Broken, None, "old"), 1000);
    let entry = Progress::read(root.path()).of(&exercise());
    assert_eq!(entry.checks, 2);
    assert_eq!(entry.checked.expect("it is").verdict, Verdict::Verified);
}

#[test]
fn what_cannot_be_read_is_set_aside_and_never_overwritten() {
    let root = root("good");
    let at = file::path(root.path());
    let folder = workspace::state(root.path());
    let good = found(Verdict::Verified, None, "good");
    for (number, unreadable) in ["{ not JSON", "{\"version\": 99}"].iter().enumerate() {
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(&at, unreadable).expect("written");
        Progress::checked(root.path(), &exercise(), "good", &good).expect("written");
        let aside = folder.join(format!("progress-unreadable-{}.json", number + 1));
        assert_eq!(fs::read_to_string(aside).expect("kept"), *unreadable);
        assert_eq!(Progress::read(root.path()).of(&exercise()).checks, 1);
    }
}

#[test]
fn progress_in_the_old_place_is_taken_over_once() {
    let root = root("good");
    let source = exercise().digest("good");
    let before = root.path().join("target/workbook/progress.json");
    fs::create_dir_all(before.parent().expect("a folder")).expect("a folder");
    let old = format!(
        "{{\"three\": {{\"hints\": 2, \"checked\": {{\"source\": \"{source}\", \
         \"verdict\": \"verified\", \"class\": null}}}}, \
         \"four\": {{\"hints\": 1, \"checked\": null}}}}"
    );
    fs::write(&before, &old).expect("written");
    let progress = Progress::read(root.path());
    let entry = progress.of(&exercise());
    assert_eq!((entry.hints, entry.step, entry.checks), (2, 2, 1));
    assert!(entry.verified.is_some());
    assert!(progress.present(root.path(), &exercise()).is_some());
    assert!(!before.exists());

    // Once: what comes to lie there later is not ours.
    fs::write(&before, &old).expect("written");
    Progress::change(root.path(), &exercise(), |entry| entry.hints = 3).expect("written");
    assert_eq!(Progress::read(root.path()).of(&exercise()).hints, 3);
}

#[test]
fn changes_at_once_are_all_kept() {
    let root = root("good");
    let many = 8;
    std::thread::scope(|scope| {
        for _ in 0..many {
            scope.spawn(|| {
                for _ in 0..5 {
                    Progress::change(root.path(), &exercise(), |entry| entry.checks += 1)
                        .expect("written");
                }
            });
        }
    });
    assert_eq!(Progress::read(root.path()).of(&exercise()).checks, many * 5);
}
