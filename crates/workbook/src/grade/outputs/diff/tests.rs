//! Books that differ in one thing, and in many.

use proptest::prelude::*;
use verdict::Class;

use super::super::visible::block;
use super::super::{fixture, nasty, write};
use super::*;

#[test]
fn the_same_book_does_not_differ() {
    let book = fixture::class();
    let found = Difference::between(&book, &book);
    assert!(found.is_none(), "{found:?}");
    assert_eq!(found.text(), "The two grade books are the same.\n");
}

#[test]
fn whatever_changes_is_noticed() {
    type Field = (&'static str, fn(&mut Row));
    let changes: [Field; 11] = [
        ("word", |row| row.graded.word = Word::Memory),
        ("class", |row| row.graded.class = Some(Class::Panic)),
        ("points", |row| row.graded.points = Some(3)),
        ("review", |row| {
            row.graded.review = vec!["line 1".to_owned()]
        }),
        ("released", |row| row.released = Some(fixture::release())),
        ("submission", |row| row.submission = None),
        ("ignored", |row| row.ignored = vec!["x".to_owned()]),
        ("told", |row| row.graded.told.push('x')),
        ("certificate", |row| {
            row.graded.certificate = Some(verdict::Certificate::broken("x", "y"))
        }),
        ("sandbox", |row| {
            row.graded.sandbox = "unsandboxed".to_owned()
        }),
        ("key", |row| row.graded.key = "0".to_owned()),
    ];
    let old = fixture::class();
    for (field, change) in changes {
        let mut new = old.clone();
        change(&mut new.rows[11]);
        let found = Difference::between(&old, &new);
        assert!(!found.is_none(), "{field}");
        assert_eq!(found.changes[0].differs, [field]);
        assert!(found.text().contains("alice"), "{field}");
    }
    let mut renamed = old.clone();
    renamed.exercises[0].title = "Another".to_owned();
    assert!(!Difference::between(&old, &renamed).is_none());
    let mut newer = old.clone();
    newer.version = "0.2.0".to_owned();
    assert!(!Difference::between(&old, &newer).is_none());
    let mut elsewhere = old.clone();
    elsewhere.basis.compiler = "another".to_owned();
    let found = Difference::between(&old, &elsewhere).text();
    assert!(found.contains("Compiler:  -> another"), "{found}");
}

#[test]
fn what_does_not_count_is_not_taken_for_a_loss() {
    let points = [Some(10), Some(0), None];
    let mut seen = points
        .map(|old| points.map(|new| Effect::of(old, new)))
        .concat();
    assert_eq!(seen[2], Effect::Open);
    assert_eq!(seen[6], Effect::Counts);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), Effect::ALL.len());
}

#[test]
fn who_gained_and_who_is_new_is_named() {
    insta::assert_snapshot!(Difference::between(&fixture::class(), &fixture::later()).text());
}

#[test]
fn two_folders_are_read_and_answered_for() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    write(&fixture::class(), &at("old")).unwrap();
    write(&fixture::later(), &at("new")).unwrap();
    let run = |old, new| {
        let (old, new) = (at(old), at(new));
        run(&Args {
            old,
            new,
            json: true,
        })
    };
    assert_eq!(run("old", "old").unwrap(), Answer::Yes);
    assert_eq!(run("old", "new").unwrap(), Answer::No);
    assert_eq!(run("old", "new/gradebook.json").unwrap(), Answer::No);
    assert!(run("old", "nowhere").is_err());
    std::fs::write(at("new/gradebook.json"), "{}").unwrap();
    assert!(run("old", "new").is_err());
}

proptest! {
    #[test]
    fn nothing_hides_in_it(
        student in nasty::text(), other in nasty::text(), told in nasty::text(),
    ) {
        let old = fixture::with(&student, "why", &told);
        let mut changed = fixture::with(&student, "why", "another");
        changed.version = other.clone();
        for new in [changed, fixture::with(&other, "why", &told)] {
            let text = Difference::between(&old, &new).text();
            prop_assert_eq!(&block(&text), &text);
            prop_assert!(!text.contains('\t'));
            for line in text.lines() {
                prop_assert!(textwrap::core::display_width(line) <= 80, "{}", line);
            }
        }
    }
}
