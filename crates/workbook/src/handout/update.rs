//! Putting a hand-out over an older one, or into an empty folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, anyhow, bail};

use super::compare::{Change, compare, read};
use super::plan::{News, plan};
use super::record::FILE;
use super::{Record, apply};
use crate::{progress, workspace};

/// What an update has done.
#[derive(Debug, PartialEq)]
pub(crate) enum Updated {
    /// Nothing: it is this hand-out already.
    Nothing,
    /// This, by the path of each file that the student should know of.
    Files(BTreeMap<String, News>),
}

/// Puts these files into a folder: an empty one, or one that holds an older hand-out. A
/// record by another key than the older one's is refused, unless `trusted` is that key.
///
/// # Synchronization
///
/// One at a time: a lock file keeps a second one out, in this process or in another.
///
/// # Errors
///
/// If the folder holds something else, or a newer hand-out, or a file cannot be read or
/// written. What was begun is finished by the next call.
pub(crate) fn put(
    folder: &Path,
    record: &Record,
    files: &BTreeMap<String, Vec<u8>>,
    trusted: Option<&str>,
) -> anyhow::Result<Updated> {
    is_a_place(folder)?;
    let private = workspace::state(folder);
    fs::create_dir_all(&private).with_context(|| format!("cannot make {}", private.display()))?;
    let lock = private.join("update.lock");
    let lock =
        fs::File::create(&lock).with_context(|| format!("cannot write {}", lock.display()))?;
    lock.try_lock().map_err(|error| match error {
        fs::TryLockError::WouldBlock => {
            anyhow!("{} is being updated by another call", folder.display())
        }
        fs::TryLockError::Error(error) => anyhow!("cannot lock {}: {error}", folder.display()),
    })?;
    if apply::is_unfinished(folder) {
        finish(folder)?;
        anstream::eprintln!("An update that was interrupted is finished now.");
    }
    let old = Record::read(folder)?;
    if let Some(old) = &old {
        if old.digest == record.digest {
            return Ok(Updated::Nothing);
        }
        follows(old, record, trusted)?;
    }
    let plan = plan(folder, old.as_ref(), record, files)?;
    apply::stage(folder, &plan)?;
    finish(folder).map(Updated::Files)
}

/// Updates the hand-out in `folder` to the one in `from`.
///
/// # Errors
///
/// As [`put`]; and if `from` is no hand-out, or not as it was handed out.
pub(crate) fn update(folder: &Path, from: &Path, trusted: Option<&str>) -> anyhow::Result<Updated> {
    let shown = from.display();
    let Some(record) = Record::read(from)? else {
        bail!("{shown} is no hand-out: it has no {FILE}; name the folder of the new hand-out");
    };
    let changes = compare(from, &record)?;
    let spoilt = changes.iter().find(|(_, change)| **change != Change::Added);
    if let Some((path, _)) = spoilt {
        bail!(
            "{shown} is not as it was handed out: {path} is another; unpack the new hand-out \
             again, into a folder of its own"
        );
    }
    let mut files = BTreeMap::new();
    for path in record.files.keys().map(String::as_str).chain([FILE]) {
        let bytes = read(from, path)?.with_context(|| format!("{shown}/{path} is gone"))?;
        files.insert(path.to_owned(), bytes);
    }
    put(folder, &record, &files, trusted)
}

/// Refuses a folder that holds anything but a hand-out.
fn is_a_place(folder: &Path) -> anyhow::Result<()> {
    let shown = folder.display();
    if !folder.exists() || folder.join(FILE).is_file() || apply::is_unfinished(folder) {
        return Ok(());
    }
    let entries = fs::read_dir(folder).with_context(|| format!("{shown} is no folder"))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot list {shown}"))?;
        // What an update leaves that was killed before it changed anything.
        if entry.path() != workspace::state(folder) {
            bail!(
                "{shown} is not empty, and no hand-out: it has no {FILE}; name another folder, \
                 or an empty one"
            );
        }
    }
    Ok(())
}

/// Refuses a hand-out that may not follow this one.
fn follows(old: &Record, new: &Record, trusted: Option<&str>) -> anyhow::Result<()> {
    if old.key != new.key && trusted != Some(&new.key) {
        bail!(
            "the new hand-out is signed by another key than this one. Ask your instructor \
             which key is theirs. If it is this one, say so:\n  --trust {}",
            new.key
        );
    }
    if new.edition <= old.edition {
        bail!(
            "this is {}, and the other is {}: only a later edition goes over an earlier one",
            old.title(),
            new.title()
        );
    }
    Ok(())
}

fn finish(folder: &Path) -> anyhow::Result<BTreeMap<String, News>> {
    let bar = progress::bar(0, "writing files");
    let plan = apply::apply(folder, |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    Ok(plan.news)
}

#[cfg(test)]
mod tests {
    use super::super::tests::Handout;
    use super::*;

    const ONE: (&str, &str, &str) = ("one", "01-one", "starter");

    /// Every case at once: an untouched file of ours, one that both changed, one that only
    /// the student changed, a removed one, a missing one; an answer whose starter stays, one
    /// whose starter changes; an exercise that moves, one that goes.
    fn before() -> Handout {
        let exercises = [
            ONE,
            ("two", "02-two", "starter"),
            ("three", "03-three", "starter"),
            ("four", "04-four", "starter"),
        ];
        let others = [
            ("untouched.rs", "old"),
            ("both.rs", "old"),
            ("only-mine.rs", "old"),
            ("gone.rs", "old"),
            ("missing.rs", "old"),
        ];
        let handout = Handout::new(1, &exercises, &others);
        handout.write("exercises/01-one/src/a.rs", "answer 1");
        handout.write("exercises/02-two/src/a.rs", "answer 2");
        handout.write("exercises/03-three/src/a.rs", "answer 3");
        handout.write("exercises/03-three/notes.txt", "notes");
        handout.write("exercises/04-four/src/a.rs", "answer 4");
        handout.write("exercises/04-four/notes.txt", "notes");
        handout.write("both.rs", "mine");
        handout.write("only-mine.rs", "mine");
        handout.write("own.txt", "own");
        handout.write(".workbook/progress.json", "progress");
        fs::remove_file(handout.path().join("missing.rs")).unwrap();
        handout
    }

    fn newer() -> Handout {
        let exercises = [
            ONE,
            ("two", "02-two", "new starter"),
            ("three", "04-three", "starter"),
            ("five", "05-five", "starter"),
        ];
        let others = [
            ("untouched.rs", "new"),
            ("both.rs", "new"),
            ("only-mine.rs", "old"),
            ("missing.rs", "old"),
            ("added.rs", "new"),
        ];
        Handout::new(2, &exercises, &others)
    }

    fn after() -> BTreeMap<String, String> {
        let new = String::from_utf8(newer().files[FILE].clone()).unwrap();
        [
            ("added.rs", "new"),
            ("both.rs", "new"),
            ("exercises/01-one/README.md", "# 01-one"),
            ("exercises/01-one/src/a.rs", "answer 1"),
            ("exercises/02-two/README.md", "# 02-two"),
            ("exercises/02-two/src/a.rs", "answer 2"),
            ("exercises/02-two/src/a.rs.handout-2", "new starter"),
            ("exercises/04-three/README.md", "# 04-three"),
            ("exercises/04-three/notes.txt", "notes"),
            ("exercises/04-three/src/a.rs", "answer 3"),
            ("exercises/05-five/README.md", "# 05-five"),
            ("exercises/05-five/src/a.rs", "starter"),
            ("handout.json", &new),
            ("kept-by-update-2/both.rs", "mine"),
            ("kept-by-update-2/exercises/04-four/notes.txt", "notes"),
            ("kept-by-update-2/exercises/04-four/src/a.rs", "answer 4"),
            ("missing.rs", "old"),
            ("only-mine.rs", "mine"),
            ("own.txt", "own"),
            ("untouched.rs", "new"),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .into()
    }

    #[test]
    fn answers_stay_and_the_rest_follows() {
        let mine = before();
        let Updated::Files(news) = update(mine.path(), newer().path(), None).unwrap() else {
            panic!("nothing was done");
        };
        assert_eq!(mine.tree(), after());
        let beside = "exercises/02-two/src/a.rs.handout-2".to_owned();
        assert_eq!(
            news["exercises/02-two/src/a.rs"],
            News::StarterBeside(beside)
        );
        let kept = "kept-by-update-2/both.rs".to_owned();
        assert_eq!(news["both.rs"], News::KeptAt(kept));
        assert_eq!(news["missing.rs"], News::Restored);
        let moved = "exercises/04-three/src/a.rs".to_owned();
        assert_eq!(news["exercises/03-three/src/a.rs"], News::MovedTo(moved));
        assert_eq!(
            read(mine.path(), ".workbook/progress.json")
                .unwrap()
                .unwrap(),
            b"progress"
        );
        // The folders that are empty now are gone, or Cargo would look for packages there.
        assert!(!mine.path().join("exercises/03-three").exists());
        assert!(!mine.path().join("exercises/04-four").exists());
        let again = update(mine.path(), newer().path(), None).unwrap();
        assert_eq!(again, Updated::Nothing);
        assert_eq!(mine.tree(), after());
    }

    #[test]
    fn whoever_is_killed_after_any_step_loses_nothing() {
        let new = newer();
        let mine = before();
        let old = Record::read(mine.path()).unwrap();
        let steps = plan(mine.path(), old.as_ref(), &new.record, &new.files)
            .unwrap()
            .steps
            .len();
        assert!(steps > 10, "{steps} steps");
        for killed_after in 1..=steps {
            let mine = before();
            let old = Record::read(mine.path()).unwrap();
            let plan = plan(mine.path(), old.as_ref(), &new.record, &new.files).unwrap();
            apply::stage(mine.path(), &plan).unwrap();
            let killed = std::panic::catch_unwind(|| {
                apply::apply(mine.path(), |done, _| {
                    if done == killed_after {
                        std::panic::resume_unwind(Box::new("killed"));
                    }
                })
            });
            assert!(killed.is_err(), "it was not killed");
            update(mine.path(), new.path(), None).unwrap();
            assert_eq!(mine.tree(), after(), "killed after step {killed_after}");
        }
    }

    #[test]
    fn whoever_is_killed_before_the_plan_is_there_has_changed_nothing() {
        let mine = before();
        mine.write(".workbook/update/00", "half");
        let untouched = mine.tree();
        assert!(!apply::is_unfinished(mine.path()));
        assert_eq!(mine.tree(), untouched);
        update(mine.path(), newer().path(), None).unwrap();
        assert_eq!(mine.tree(), after());
    }

    #[test]
    fn what_was_changed_after_a_kill_is_kept() {
        let mine = before();
        let new = newer();
        let old = Record::read(mine.path()).unwrap();
        let plan = plan(mine.path(), old.as_ref(), &new.record, &new.files).unwrap();
        apply::stage(mine.path(), &plan).unwrap();
        mine.write("untouched.rs", "mine, later");
        mine.write("exercises/03-three/src/a.rs", "answer 3, later");
        update(mine.path(), new.path(), None).unwrap();
        let tree = mine.tree();
        let kept = "kept-by-update-2/changed-meanwhile-1";
        assert_eq!(tree["untouched.rs"], "new");
        assert_eq!(tree[&format!("{kept}/untouched.rs")], "mine, later");
        let answer = format!("{kept}/exercises/03-three/src/a.rs");
        assert_eq!(tree[&answer], "answer 3, later");
    }

    #[test]
    fn only_a_later_edition_by_the_same_key_goes_over_a_handout() {
        let refused = |new: &Handout, says: &str| {
            let mine = before();
            let was = mine.tree();
            let error = format!("{:#}", update(mine.path(), new.path(), None).unwrap_err());
            assert!(error.contains(says), "{error}");
            assert_eq!(mine.tree(), was);
        };
        let others = [("a.rs", "x")];
        refused(&Handout::new(1, &[ONE], &others), "only a later edition");
        refused(&Handout::new(0, &[ONE], &others), "only a later edition");
        let foreign = Handout::signed(8, 2, &[ONE], &others);
        refused(&foreign, "signed by another key");
        refused(&foreign, "--trust");

        let spoilt = newer();
        spoilt.write("added.rs", "spoilt");
        refused(&spoilt, "not as it was handed out: added.rs");
        let forged = newer();
        let json = String::from_utf8(forged.files[FILE].clone()).unwrap();
        forged.write(FILE, json.replace("\"edition\": 2", "\"edition\": 3"));
        refused(&forged, "changed after it was signed");
        fs::remove_file(forged.path().join(FILE)).unwrap();
        refused(&forged, "is no hand-out");

        // Whom the instructor has told of the new key may go on.
        let mine = before();
        let updated = update(mine.path(), foreign.path(), Some(&foreign.record.key));
        assert!(matches!(updated, Ok(Updated::Files(_))));
    }

    #[test]
    fn a_folder_of_something_else_is_left_alone() {
        let new = newer();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.tex"), "years").unwrap();
        let error = put(folder.path(), &new.record, &new.files, None).unwrap_err();
        assert!(error.to_string().contains("is not empty"), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        // An empty one, and one that is not there, are places for a hand-out.
        for place in ["empty", "a/new/one"] {
            let folder = tempfile::tempdir().unwrap();
            let place = folder.path().join(place);
            put(&place, &new.record, &new.files, None).unwrap();
            assert_eq!(compare(&place, &new.record).unwrap(), BTreeMap::new());
        }
    }

    #[test]
    fn two_updates_at_once_do_not_mix() {
        let mine = before();
        let lock = workspace::state(mine.path()).join("update.lock");
        let lock = fs::File::create(lock).unwrap();
        lock.lock().unwrap();
        let was = mine.tree();
        let error = update(mine.path(), newer().path(), None).unwrap_err();
        assert!(error.to_string().contains("by another call"), "{error}");
        assert_eq!(mine.tree(), was);
        lock.unlock().unwrap();
        update(mine.path(), newer().path(), None).unwrap();
        assert_eq!(mine.tree(), after());
    }
}
