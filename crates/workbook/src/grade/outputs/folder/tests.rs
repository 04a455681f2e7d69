//! Folders that are written again, stopped, and worked in by others.

use super::*;

fn files(files: &[(&str, &str)]) -> Files {
    let own = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
    files.iter().map(own).collect()
}

fn old() -> Files {
    files(&[
        ("a.md", "one"),
        ("b.md", "old"),
        ("f/x.json", "gone"),
        ("g/y.md", "old"),
    ])
}

fn new() -> Files {
    files(&[
        ("a.md", "one"),
        ("b.md", "new"),
        ("c.md", "more"),
        ("g/y.md", "new"),
    ])
}

/// Every file below a folder, with its text.
fn tree(folder: &Path) -> Files {
    let mut found = Files::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// What a folder is after these files were written into it, and nothing else happened.
fn fresh(files: &Files) -> Files {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), files).unwrap();
    tree(folder.path())
}

#[test]
fn what_does_not_belong_any_more_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, &old()).unwrap();
    fs::write(at.join("notes.txt"), "mine").unwrap();
    assert_eq!(write(at, &new()).unwrap().kept, Vec::<PathBuf>::new());
    let mut wanted = fresh(&new());
    assert_ne!(tree(at), wanted);
    wanted.insert("notes.txt".to_owned(), "mine".to_owned());
    assert_eq!(tree(at), wanted);
    assert!(!at.join("f").exists());
    assert_eq!(
        plan(at, &new()).unwrap().0,
        [],
        "there is nothing left to do"
    );
}

#[test]
fn stopped_anywhere_the_next_run_mends_it() {
    let steps = {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &old()).unwrap();
        plan(folder.path(), &new()).unwrap().0.len()
    };
    assert!(steps > 5);
    for stop in 0..=steps {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        write(at, &old()).unwrap();
        let texts = new();
        let (plan, _) = plan(at, &texts).unwrap();
        plan[..stop]
            .iter()
            .for_each(|step| drop(perform(at, step).unwrap()));
        // The one that was being written.
        fs::write(at.join(ASIDE), "hal").unwrap();
        for (path, text) in tree(at) {
            let known = [&old(), &texts]
                .iter()
                .any(|files| files.get(&path) == Some(&text));
            assert!(
                known || path.starts_with(".outputs"),
                "{path} is half written"
            );
        }
        // Each way is open: on with the new ones, or back.
        for files in [new(), old(), new()] {
            let written = write(at, &files).unwrap();
            assert_eq!(written.kept, Vec::<PathBuf>::new(), "after {stop} steps");
        }
        drop(fs::remove_file(at.join(ASIDE)));
        assert_eq!(tree(at), fresh(&new()), "after {stop} steps");
    }
}

#[test]
fn without_the_list_before_the_files_our_own_would_be_taken_for_somebodys() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, &old()).unwrap();
    let texts = new();
    let (plan, _) = plan(at, &texts).unwrap();
    // All but the lists.
    let steps = &plan[1..plan.len() - 1];
    steps
        .iter()
        .for_each(|step| drop(perform(at, step).unwrap()));
    assert_ne!(write(at, &old()).unwrap().kept, Vec::<PathBuf>::new());
}

#[test]
fn what_somebody_has_put_or_changed_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("c.md"), "mine, from before").unwrap();
    write(at, &old()).unwrap();
    fs::write(at.join("b.md"), "old, and a word of mine").unwrap();
    fs::write(at.join("f/x.json"), "mine now").unwrap();
    let written = write(at, &new()).unwrap();
    assert_eq!(written.kept.len(), 3);
    let texts: BTreeSet<String> = written
        .kept
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let mine = ["mine, from before", "old, and a word of mine", "mine now"];
    assert_eq!(texts, mine.map(str::to_owned).into());
    assert_eq!(fs::read_to_string(at.join("c.md")).unwrap(), "more");
    assert_eq!(
        write(at, &new()).unwrap().kept,
        Vec::<PathBuf>::new(),
        "told once"
    );
}

#[test]
fn a_list_that_leads_outside_is_refused() {
    let outer = tempfile::tempdir().unwrap();
    let at = outer.path().join("out");
    write(&at, &old()).unwrap();
    fs::write(outer.path().join("victim"), "").unwrap();
    let list = List([("../victim".to_owned(), [hash("")].into())].into());
    fs::write(at.join(LIST), json(&list).unwrap()).unwrap();
    assert!(write(&at, &new()).is_err());
    assert!(outer.path().join("victim").exists());
    fs::write(at.join(LIST), "{").unwrap();
    assert!(write(&at, &new()).is_err());
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_a_file_is_not_followed() {
    let outer = tempfile::tempdir().unwrap();
    let at = outer.path().join("out");
    fs::create_dir(&at).unwrap();
    fs::write(outer.path().join("victim"), "text").unwrap();
    std::os::unix::fs::symlink(outer.path().join("victim"), at.join("a.md")).unwrap();
    let error = write(&at, &new()).unwrap_err().to_string();
    assert!(error.contains("a.md is no file; move it away"), "{error}");
    assert_eq!(
        fs::read_to_string(outer.path().join("victim")).unwrap(),
        "text"
    );
}
