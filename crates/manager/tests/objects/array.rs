//! Arrays of numbers.

use handles::real::spaces::start;
use manager::real::channel::serve;
use manager::{Makes, Refused};

use super::refused;

#[test]
fn numbers_are_read_and_replaced() {
    serve(|manager| {
        let array = manager.array([1.5, 2.5, 3.5]).unwrap();
        assert_eq!(array.get(0).unwrap(), 1.5);
        array.set(-1, 9.0).unwrap();
        assert_eq!(array.to_vec().unwrap(), [1.5, 2.5, 9.0]);
        assert_eq!(array.slice(1..).unwrap(), [2.5, 9.0]);
        assert_eq!(array.slice(..=-2).unwrap(), [1.5, 2.5]);
        assert_eq!(array.len().unwrap(), 3);
        assert!(!array.is_empty().unwrap());
        assert!(manager.array::<u8>([]).unwrap().is_empty().unwrap());
    });
}

#[test]
fn out_of_range_is_refused() {
    serve(|manager| {
        let array = manager.array([1, 2]).unwrap();
        let why = refused(Refused::IndexOutOfRange);
        for index in [2, -3, i64::MAX, i64::MIN] {
            assert_eq!(array.get(index).unwrap_err(), why, "{index}");
            assert_eq!(array.set(index, 7).unwrap_err(), why, "{index}");
            assert_eq!(array.fetch_add(index, 7).unwrap_err(), why, "{index}");
        }
        assert_eq!(array.to_vec().unwrap(), [1, 2]);
    });
}

#[test]
fn a_slice_is_replaced_by_as_many_or_not_at_all() {
    serve(|manager| {
        let array = manager.array(0..5).unwrap();
        let before = manager.calls();
        array.set_slice(1..3, [10, 20]).unwrap();
        assert_eq!(manager.calls() - before, 1);
        assert_eq!(array.to_vec().unwrap(), [0, 10, 20, 3, 4]);
        for other in [vec![], vec![1], vec![1, 2, 3]] {
            let (expected, got) = (2, other.len());
            let why = refused(Refused::SizesDiffer { expected, got });
            assert_eq!(array.set_slice(-2.., other).unwrap_err(), why);
        }
        assert_eq!(array.to_vec().unwrap(), [0, 10, 20, 3, 4]);
        array.set_slice(9.., []).unwrap();
    });
}

#[test]
fn an_addition_wraps_round_and_answers_what_was_there() {
    serve(|manager| {
        let array = manager.array([250_u8, 0]).unwrap();
        assert_eq!(array.fetch_add(0, 10).unwrap(), 250);
        assert_eq!(array.to_vec().unwrap(), [4, 0]);
    });
}

#[test]
fn nothing_is_added_to_what_is_no_number() {
    serve(|manager| {
        let why = |name: &str| {
            let (holds, given) = (name.into(), name.into());
            refused(Refused::WrongType { holds, given })
        };
        let flags = manager.array([true]).unwrap();
        assert_eq!(flags.fetch_add(0, true).unwrap_err(), why("bool"));
        let letters = manager.array(['a']).unwrap();
        assert_eq!(letters.fetch_add(0, 'b').unwrap_err(), why("char"));
        assert_eq!(letters.get(0).unwrap(), 'a');
    });
}

#[test]
fn no_addition_is_lost() {
    const PROCESSES: u64 = 4;
    const EACH: u64 = 100;
    serve(|manager| {
        let array = manager.array([0_u64, 7]).unwrap();
        let processes = Vec::from_iter((0..PROCESSES).map(|_| {
            start(&array, |array| {
                for _ in 0..EACH {
                    array.fetch_add(0, 1).unwrap();
                }
            })
        }));
        processes
            .into_iter()
            .for_each(|process| process.join().unwrap());
        assert_eq!(array.to_vec().unwrap(), [PROCESSES * EACH, 7]);
    });
}
