//! From the grade books of the parts of a class to the one of all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use super::audit::Event;
use super::outputs;
use super::place::{Place, Selection};
use super::released::Releases;
use super::row::{GradeBook, Row};

/// Merges the grades of these folders into one more, as if all had been graded there.
///
/// # Errors
///
/// If they were not graded in the same way, a student is in two of them and not the same
/// in both, or something cannot be read or written.
pub(crate) fn merge(from: &[PathBuf], out: &Path) -> anyhow::Result<GradeBook> {
    let mut books = Vec::new();
    for folder in from {
        books.push((folder.as_path(), outputs::read(folder)?));
    }
    let book = merged(books)?;
    let selections = from
        .iter()
        .map(|folder| Selection::of(folder))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let first = selections.into_iter().flatten().next().unwrap_or_default();
    let releases = from.iter().try_fold(Releases::default(), |mut all, one| {
        all.take_over(&Releases::read(one)?)?;
        anyhow::Ok(all)
    })?;
    let place = Place::open(out)?;
    place.select(&Selection {
        students: Vec::new(),
        shard: None,
        ..first
    })?;
    for folder in from {
        place.store.take_over(folder)?;
        place.audit.take_over(folder)?;
    }
    place.audit.note(Event::Merged {
        from: from
            .iter()
            .map(|folder| folder.display().to_string())
            .collect(),
    })?;
    place.audit.flush()?;
    if !releases.is_empty() {
        releases.write(out)?;
    }
    outputs::write(&book, out)?;
    Ok(book)
}

/// One grade book of many.
fn merged(books: Vec<(&Path, GradeBook)>) -> anyhow::Result<GradeBook> {
    let mut books = books.into_iter();
    let (first, mut all) = books.next().context("there is nothing to merge")?;
    let mut known: BTreeMap<(String, String), Row> = BTreeMap::new();
    let key = |row: &Row| (row.student.clone(), row.exercise.clone());
    known.extend(all.rows.drain(..).map(|row| (key(&row), row)));
    for (folder, book) in books {
        let (one, other) = (first.display(), folder.display());
        let differ = |what| format!("{one} and {other} differ in {what}; grade them alike");
        ensure!(all.version == book.version, differ("their version"));
        ensure!(all.exercises == book.exercises, differ("their exercises"));
        let (ours, theirs) = (&all.basis, &book.basis);
        ensure!(ours.seeds == theirs.seeds, differ("their secret (--seed)"));
        ensure!(ours.compiler == theirs.compiler, differ("their compiler"));
        ensure!(ours.limits == theirs.limits, differ("their limits"));
        for row in book.rows {
            let student = row.student.clone();
            let before = known.insert(key(&row), row.clone());
            ensure!(
                before.is_none_or(|before| before == row),
                "{student} is in two of the folders, the other time in {other}, and not with \
                 the same grades"
            );
        }
    }
    all.rows = known.into_values().collect();
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::super::judge::unchecked;
    use super::super::row::{Basis, Column, Graded, Word};
    use super::*;

    fn book(student: &str) -> GradeBook {
        GradeBook {
            version: "1".to_owned(),
            basis: Basis {
                seeds: "5eed".to_owned(),
                ..Basis::default()
            },
            exercises: vec![Column {
                number: 1,
                name: "lost-update".to_owned(),
                title: "The lost update".to_owned(),
                points: 10,
                chapter: String::new(),
                file: String::new(),
            }],
            rows: vec![Row {
                student: student.to_owned(),
                exercise: "lost-update".to_owned(),
                submission: None,
                graded: Graded {
                    exercise: "lost-update".to_owned(),
                    ..unchecked(Word::Missing, String::new())
                },
                released: None,
                ignored: Vec::new(),
            }],
        }
    }

    fn merging(other: GradeBook) -> Result<GradeBook, String> {
        let books = vec![(Path::new("one"), book("anna")), (Path::new("two"), other)];
        merged(books).map_err(|error| error.to_string())
    }

    #[test]
    fn parts_become_one_and_a_part_twice_is_one() {
        let merged = merging(book("bob")).unwrap();
        let students: Vec<&str> = merged.students().into_keys().collect();
        assert_eq!(students, ["anna", "bob"]);
        assert_eq!(merging(book("anna")).unwrap(), book("anna"));
    }

    #[test]
    fn books_that_were_not_graded_alike_are_refused() {
        let refused = |change: fn(&mut GradeBook), why: &str| {
            let mut other = book("bob");
            change(&mut other);
            let error = merging(other).unwrap_err();
            assert!(error.contains(why), "{error}");
        };
        refused(|book| book.version.push('2'), "version");
        refused(|book| book.basis.seeds.push('2'), "secret");
        refused(|book| book.basis.compiler.push('2'), "compiler");
        refused(|book| book.basis.limits.push('2'), "limits");
        refused(|book| book.exercises[0].points += 1, "exercises");
        let otherwise = |book: &mut GradeBook| {
            book.rows[0].student = "anna".to_owned();
            book.rows[0].graded.word = Word::NotTaken;
        };
        refused(otherwise, "anna is in two");
    }
}
