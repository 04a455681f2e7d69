//! The folder as a whole: a small class, looked at as instructor and student do.

use super::*;

/// The texts of a small class.
fn texts() -> Files {
    files(&fixture::class()).unwrap()
}

#[test]
fn each_file_is_as_it_was_read_and_found_good() {
    for (path, text) in texts() {
        // The grade book holds what the others show, at length.
        if path != GRADE_BOOK {
            let name = path.replace('/', "__");
            insta::assert_snapshot!(name, text);
        }
    }
    insta::assert_snapshot!("summary", summary::Summary::of(&fixture::class()).text());
}

#[test]
fn every_word_is_among_them() {
    let rows = [fixture::class(), fixture::later()]
        .map(|book| book.rows)
        .concat();
    for word in super::super::row::Word::ALL {
        assert!(rows.iter().any(|row| row.graded.word == word), "{word:?}");
    }
    let later = files(&fixture::later()).unwrap();
    let bob = markdown::path(fixture::BOB);
    insta::assert_snapshot!("later__bob", later[&bob]);
}

#[test]
fn the_same_book_gives_the_same_bytes_in_any_order() {
    let mut turned = fixture::class();
    turned.rows.reverse();
    turned.exercises.reverse();
    assert_eq!(files(&turned).unwrap(), texts());
    let mut other = fixture::class();
    other.rows[0].graded.points = Some(9);
    assert_ne!(files(&other).unwrap(), texts());
}

#[test]
fn a_student_who_is_gone_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    write(&fixture::class(), folder.path()).unwrap();
    let carol = folder.path().join(markdown::path(fixture::CAROL));
    assert!(carol.exists());
    write(&fixture::later(), folder.path()).unwrap();
    assert!(!carol.exists());
    let results = folder.path().join(gradescope::path(fixture::CAROL));
    assert!(!results.parent().unwrap().exists());
}

#[test]
fn what_was_written_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    write(&fixture::class(), folder.path()).unwrap();
    let book = canonical::canonical(fixture::class()).unwrap();
    assert_eq!(read(folder.path()).unwrap(), book);
    assert_eq!(read(&folder.path().join(GRADE_BOOK)).unwrap(), book);
    let error = read(&folder.path().join("nowhere"))
        .unwrap_err()
        .to_string();
    assert!(error.contains("workbook grade"), "{error}");
}
