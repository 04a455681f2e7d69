//! Counterexamples are remembered, and nothing of it is lost.

use interleave::shuttle::sync::atomic::{AtomicU32, Ordering::SeqCst};
use interleave::shuttle::sync::{Arc, thread};
use verdict::{Check, Look, interleavings};

use super::*;
use crate::exercise::manifest::Manifest;

fn exercise() -> Exercise {
    let manifest = "title = 't'\nchapter = 'c'\nminutes = 1\npoints = 1\n\
                    edit = 'src/a.rs'\nhints = []";
    Exercise {
        number: 1,
        name: "counter".to_owned(),
        folder: "01-counter".to_owned(),
        manifest: toml::from_str::<Manifest>(manifest).expect("a manifest"),
    }
}

/// Two processes that each do this to a counter, so often.
fn check(times: u32, work: fn(&AtomicU32)) -> Check {
    let body = move || {
        let counter = Arc::new(AtomicU32::new(0));
        let workers = [(); 2].map(|()| {
            let counter = Arc::clone(&counter);
            thread::spawn(move || (0..times).for_each(|_| work(&counter)))
        });
        for worker in workers {
            worker.join().expect("a worker does not panic");
        }
        counter.load(SeqCst)
    };
    Check::new("counter").part(interleavings("2 processes", body).only([2 * times]))
}

fn racy(counter: &AtomicU32) {
    let seen = counter.load(SeqCst);
    counter.store(seen + 1, SeqCst);
}

/// As many steps, and none that does harm.
fn careful(counter: &AtomicU32) {
    counter.load(SeqCst);
    counter.fetch_add(1, SeqCst);
}

fn atomic(counter: &AtomicU32) {
    counter.fetch_add(1, SeqCst);
}

/// What is said of an answer after what was remembered, which is then remembered too.
fn told(root: &Path, check: &Check) -> (Told, Vec<String>) {
    let mut history = History::read(root, &exercise()).expect("it can be read");
    let look = Look {
        again: history.again(),
        closest: false,
    };
    let mut found = check.run();
    if found.class.is_none() {
        // It has no control, which is beside the point here.
        found.verdict = Verdict::Verified;
    }
    let told = history.told(check.look(&look).again, &found);
    history.add(&found).expect("it can be written");
    let lines = told.lines(found.verdict);
    (told, lines)
}

fn kept(root: &Path) -> VecDeque<Counterexample> {
    let history = History::read(root, &exercise()).expect("it can be read");
    history.kept.counterexamples
}

#[test]
fn an_old_schedule_is_run_again_until_it_is_impossible() {
    let root = tempfile::tempdir().expect("a folder");
    let (first, lines) = told(root.path(), &check(1, racy));
    assert_eq!(first.is_new, Some(true));
    assert_eq!(lines, Vec::<String>::new(), "there is nothing before");
    let (_, lines) = told(root.path(), &check(1, racy));
    assert_eq!(lines[1], "ABBA: it still ends with 1.");
    assert_eq!(lines[2], "The schedule found now is one of these.");
    let (_, lines) = told(root.path(), &check(1, careful));
    assert_eq!(
        lines,
        ["The schedule that went wrong before now ends as it may."]
    );
    let (_, lines) = told(root.path(), &check(1, atomic));
    assert_eq!(
        lines,
        ["The schedule that went wrong before is now impossible."]
    );
    let (second, lines) = told(root.path(), &check(2, racy));
    assert_eq!(second.is_new, Some(true));
    let impossible = "ABBA: this schedule is now impossible (";
    assert!(lines[1].starts_with(impossible), "{lines:?}");
    assert_eq!(lines[2], "The schedule found now is new.");
    assert_eq!(kept(root.path()).len(), 2);
}

#[test]
fn the_newest_are_kept_each_once() {
    let root = tempfile::tempdir().expect("a folder");
    let mut found = check(1, racy).run();
    for n in 0..2 * MOST {
        found.parts[0].bounds = format!("program {}", n % (MOST + 1));
        let mut history = History::read(root.path(), &exercise()).expect("it can be read");
        history.add(&found).expect("it can be written");
    }
    let kept: Vec<String> = kept(root.path())
        .into_iter()
        .map(|one| one.bounds)
        .collect();
    let newest = (0..MOST)
        .rev()
        .map(|back| (2 * MOST - MOST + back) % (MOST + 1));
    let newest: Vec<String> = newest.map(|n| format!("program {n}")).collect();
    assert_eq!(kept, newest);
}

#[test]
fn what_cargo_test_found_is_taken_up_once() {
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join(harness::TESTED);
    fs::create_dir_all(&folder).expect("a folder");
    let json = serde_json::to_vec(&check(1, racy).run()).expect("JSON");
    fs::write(folder.join("counter.json"), json).expect("a certificate");
    assert_eq!(kept(root.path()).len(), 1);
    let (_, lines) = told(root.path(), &check(1, racy));
    assert_eq!(lines[1], "ABBA: it still ends with 1.");
    assert_eq!(kept(root.path()).len(), 1);
}

#[test]
fn a_file_that_cannot_be_read_is_set_aside() {
    let root = tempfile::tempdir().expect("a folder");
    told(root.path(), &check(1, racy));
    let folder = workspace::state(root.path()).join("counterexamples");
    fs::write(folder.join("counter.json"), "{ half a").expect("a file");
    assert!(kept(root.path()).is_empty());
    let aside = fs::read_to_string(folder.join("counter.unreadable-1"));
    assert_eq!(aside.expect("it was set aside"), "{ half a");
    told(root.path(), &check(1, racy));
    assert_eq!(kept(root.path()).len(), 1);
}
