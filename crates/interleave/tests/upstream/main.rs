//! Who checks the checker: what loom and shuttle miss or get wrong, and what
//! they get right.
//!
//! Every test in the modules is a pin. Its doc comment is the book's sentence, and
//! it turns red when a new version makes the sentence false: news for the book, not
//! a fault of ours. Beside each "never" stands a control, which shows that the pin
//! would see the thing if it came.
//!
//! The programs speak to loom and shuttle as they are, without the facade, so that
//! nothing of ours stands between the sentence and the checker.

mod loom;
mod loom_blocking;
mod shuttle;
mod shuttle_blocking;

use std::any::Any;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};

/// The files with sentences, as they were when they were compiled.
const SOURCES: [(&str, &str); 5] = [
    ("loom.rs", include_str!("loom.rs")),
    ("loom_blocking.rs", include_str!("loom_blocking.rs")),
    ("shuttle.rs", include_str!("shuttle.rs")),
    ("shuttle_blocking.rs", include_str!("shuttle_blocking.rs")),
    ("main.rs", include_str!("main.rs")),
];

/// Turns red, and says what to do, unless the checker still does what the book says.
#[track_caller]
fn pinned<T: Debug + PartialEq>(seen: T, book: T) {
    if seen != book {
        changed(&seen, &book);
    }
}

/// As [`pinned`], for the start of a message: what follows has numbers in it.
#[track_caller]
fn pinned_start(seen: &str, book: &str) {
    if !seen.starts_with(book) {
        changed(&seen, &book);
    }
}

#[track_caller]
fn changed(seen: &dyn Debug, book: &dyn Debug) -> ! {
    let sentence = sentence(Location::caller());
    let checker: Vec<&str> = sentence.split(' ').take(2).collect();
    panic!(
        "{} has changed: the book says \"{sentence}\"; change the chapter and this pin\n\
         the book: {book:?}\n    seen: {seen:?}",
        checker.join(" ")
    );
}

/// The sentence of the pin that has this place in it. It is read from the source,
/// so that it is written once, where a reader looks for it.
fn sentence(place: &Location<'_>) -> String {
    let (_, source) = SOURCES
        .iter()
        .find(|(name, _)| place.file().ends_with(name))
        .expect("pins are in the files above");
    let above: Vec<&str> = source.lines().take(place.line() as usize).collect();
    let last = above.iter().rposition(|line| line.starts_with("/// "));
    doc_comment(&above[..=last.expect("a pin has a sentence")])
}

/// The doc comment that these lines end with, as one line.
fn doc_comment(lines: &[&str]) -> String {
    let mut words: Vec<&str> = lines
        .iter()
        .rev()
        .map_while(|line| line.strip_prefix("/// "))
        .collect();
    words.reverse();
    words.join(" ")
}

/// What a run panics with.
fn panic_of<T>(run: impl FnOnce() -> T) -> String {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(_) => "(it does not panic)".to_owned(),
        Err(payload) => message(&*payload),
    }
}

fn message(payload: &(dyn Any + Send)) -> String {
    match (payload.downcast_ref::<&str>(), payload.downcast_ref()) {
        (Some(text), _) => (*text).to_owned(),
        (None, Some(text)) => String::clone(text),
        (None, None) => "(a payload that is no text)".to_owned(),
    }
}

fn set<T: Ord>(all: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    all.into_iter().collect()
}

/// The version of a package that this was built with.
fn version(package: &str) -> String {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let lock = here
        .ancestors()
        .find_map(|folder| std::fs::read_to_string(folder.join("Cargo.lock")).ok())
        .expect("a workspace has a Cargo.lock");
    let (_, after) = lock
        .split_once(&format!("name = \"{package}\"\nversion = \""))
        .expect("the package is in the lock file");
    after.split('"').next().expect("a version").to_owned()
}

#[test]
fn every_pin_has_a_sentence_with_the_version_that_ran() {
    let mut pins = 0;
    for (file, source) in SOURCES.iter().filter(|(file, _)| *file != "main.rs") {
        let package = file.split(['_', '.']).next().unwrap();
        let start = format!("{package} {} ", version(package));
        let lines: Vec<&str> = source.lines().collect();
        let is_test = |at: &usize| lines[*at] == "#[test]";
        for at in (0..lines.len()).filter(is_test) {
            let sentence = doc_comment(&lines[..at]);
            assert!(
                sentence.starts_with(&start) && sentence.ends_with('.'),
                "{file}, line {}: {sentence:?} is no sentence of {start}",
                at + 1
            );
            pins += 1;
        }
    }
    assert!(pins > 30, "only {pins} pins were found");
}

/// checker 1.2.3 never counts to three,
/// whatever one does.
fn counts_to_two() {
    pinned(3, 2);
}

#[test]
fn a_pin_that_turns_red_says_what_to_do() {
    assert_eq!(
        panic_of(counts_to_two),
        "checker 1.2.3 has changed: the book says \"checker 1.2.3 never counts to three, \
         whatever one does.\"; change the chapter and this pin\nthe book: 2\n    seen: 3"
    );
    let quiet = panic_of(|| pinned_start("deadlock; 3 threads", "deadlock;"));
    assert_eq!(quiet, "(it does not panic)");
}
