//! The one order of a grade book.

use std::collections::BTreeMap;

use anyhow::ensure;

use crate::grade::row::GradeBook;

/// The grade book with its exercises by number, and its rows by student and exercise.
///
/// # Errors
///
/// If a student has no row for an exercise, or two, or one for an exercise that is not
/// among those graded.
pub(crate) fn canonical(mut book: GradeBook) -> anyhow::Result<GradeBook> {
    book.exercises
        .sort_by(|a, b| (a.number, &a.name).cmp(&(b.number, &b.name)));
    let place: BTreeMap<String, usize> = book
        .exercises
        .iter()
        .enumerate()
        .map(|(place, exercise)| (exercise.name.clone(), place))
        .collect();
    ensure!(
        place.len() == book.exercises.len(),
        "two exercises have the same name"
    );
    book.rows.sort_by(|a, b| {
        let key = |name: &str| place.get(name);
        (&a.student, key(&a.exercise)).cmp(&(&b.student, key(&b.exercise)))
    });
    for (student, rows) in book.students() {
        let names = rows.iter().map(|row| row.exercise.as_str());
        let wanted = book.exercises.iter().map(|exercise| exercise.name.as_str());
        ensure!(
            names.eq(wanted),
            "{student:?} does not have one row for each exercise"
        );
    }
    Ok(book)
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn the_order_in_which_rows_come_does_not_matter() {
        let book = fixture::class();
        let mut turned = book.clone();
        turned.rows.reverse();
        turned.exercises.reverse();
        assert_ne!(turned, book);
        assert_eq!(canonical(turned).unwrap(), canonical(book).unwrap());
    }

    #[test]
    fn a_book_that_is_not_whole_is_refused() {
        let whole = fixture::class();
        assert!(canonical(whole.clone()).is_ok());
        let mut missing = whole.clone();
        missing.rows.remove(1);
        assert!(canonical(missing).is_err());
        let mut twice = whole.clone();
        twice.rows.push(twice.rows[0].clone());
        assert!(canonical(twice).is_err());
        let mut strange = whole.clone();
        strange.rows[0].exercise = "another".to_owned();
        assert!(canonical(strange).is_err());
        let mut same = whole;
        same.exercises[0] = same.exercises[1].clone();
        assert!(canonical(same).is_err());
    }
}
