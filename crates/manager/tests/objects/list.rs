//! Lists.

use handles::real::spaces::start;
use manager::real::channel::serve;
use manager::{Makes, ProxyError, Refused};

use super::{Unsendable, refused};

#[test]
fn an_index_below_0_counts_from_the_end() {
    serve(|manager| {
        let list = manager.list(0..5).unwrap();
        assert_eq!(list.get(-5).unwrap(), 0);
        list.set(-1, &40).unwrap();
        assert_eq!(list.pop_at(-2).unwrap(), 3);
        assert_eq!(list.to_vec().unwrap(), [0, 1, 2, 40]);
    });
}

#[test]
fn out_of_range_is_refused() {
    serve(|manager| {
        let list = manager.list(0..2).unwrap();
        let why = refused(Refused::IndexOutOfRange);
        for index in [2, -3, i64::MAX, i64::MIN] {
            assert_eq!(list.get(index).unwrap_err(), why, "{index}");
            assert_eq!(list.set(index, &7).unwrap_err(), why, "{index}");
            assert_eq!(list.pop_at(index).unwrap_err(), why, "{index}");
        }
        list.clear().unwrap();
        assert_eq!(list.pop().unwrap_err(), why);
    });
}

#[test]
fn an_insertion_out_of_range_goes_to_the_nearer_end() {
    serve(|manager| {
        let list = manager.list([10, 20]).unwrap();
        list.insert(1, &15).unwrap();
        list.insert(-1, &17).unwrap();
        list.insert(i64::MAX, &30).unwrap();
        list.insert(i64::MIN, &0).unwrap();
        assert_eq!(list.to_vec().unwrap(), [0, 10, 15, 17, 20, 30]);
    });
}

#[test]
fn a_slice_leaves_out_what_is_out_of_range() {
    use std::ops::Bound::{Excluded, Unbounded};
    serve(|manager| {
        let list = manager.list(0..5).unwrap();
        assert_eq!(list.slice(..).unwrap(), [0, 1, 2, 3, 4]);
        assert_eq!(list.slice(1..=2).unwrap(), [1, 2]);
        assert_eq!(list.slice(-2..).unwrap(), [3, 4]);
        assert_eq!(list.slice(..-2).unwrap(), [0, 1, 2]);
        assert_eq!(list.slice(-9..=-1).unwrap(), [0, 1, 2, 3, 4]);
        assert_eq!(list.slice((Excluded(-2), Unbounded)).unwrap(), [4]);
        assert!(list.slice((Excluded(-1), Unbounded)).unwrap().is_empty());
        assert!(list.slice(7..).unwrap().is_empty());
        #[allow(clippy::reversed_empty_ranges, reason = "that is what is asked")]
        let reversed = list.slice(3..1);
        assert!(reversed.unwrap().is_empty());
    });
}

#[test]
fn equal_elements_are_found_by_their_bytes() {
    serve(|manager| {
        let list = manager.list([0.0, -0.0, f64::NAN, 0.0]).unwrap();
        assert_eq!(list.position(&-0.0).unwrap(), 1);
        assert_eq!(list.position(&f64::NAN).unwrap(), 2);
        assert_eq!(list.count(&0.0).unwrap(), 2);
        list.remove(&0.0).unwrap();
        assert_eq!(list.position(&0.0).unwrap(), 2);
        assert_eq!(list.count(&1.0).unwrap(), 0);
        let why = refused(Refused::NotInList);
        assert_eq!(list.remove(&1.0).unwrap_err(), why);
        assert_eq!(list.position(&1.0).unwrap_err(), why);
        assert_eq!(list.len().unwrap(), 3);
    });
}

#[test]
fn many_elements_go_in_one_call() {
    serve(|manager| {
        let list = manager.list(0..100).unwrap();
        let calls = |run: &dyn Fn()| {
            let before = manager.calls();
            run();
            manager.calls() - before
        };
        assert_eq!(calls(&|| list.extend(100..200).unwrap()), 1);
        assert_eq!(calls(&|| drop(list.to_vec().unwrap())), 1);
        assert_eq!(calls(&|| list.replace(0..10).unwrap()), 1);
        assert_eq!(calls(&|| assert_eq!(list.iter().count(), 10)), 10 + 1);
        assert_eq!(list.to_vec().unwrap(), Vec::from_iter(0..10));
    });
}

#[test]
fn it_is_repeated_reversed_and_emptied() {
    serve(|manager| {
        let list = manager.list([1, 2]).unwrap();
        list.repeat(3).unwrap();
        list.reverse().unwrap();
        assert_eq!(list.to_vec().unwrap(), [2, 1, 2, 1, 2, 1]);
        list.sort().unwrap();
        assert_eq!(list.to_vec().unwrap(), [1, 1, 1, 2, 2, 2]);
        list.repeat(0).unwrap();
        assert!(list.is_empty().unwrap());
        list.append(&1).unwrap();
        list.clear().unwrap();
        assert_eq!(list.len().unwrap(), 0);
    });
}

#[test]
fn nothing_changes_when_an_element_cannot_be_sent() {
    serve(|manager| {
        let list = manager.list::<Unsendable>([]).unwrap();
        let errors = [
            list.append(&Unsendable).unwrap_err(),
            list.insert(0, &Unsendable).unwrap_err(),
            list.extend([Unsendable]).unwrap_err(),
            list.replace([Unsendable]).unwrap_err(),
            list.remove(&Unsendable).unwrap_err(),
            manager.list([Unsendable]).unwrap_err(),
        ];
        for error in errors {
            let said = matches!(error, ProxyError::NotSerializable { .. });
            assert!(said, "{error:?}");
        }
        assert!(list.is_empty().unwrap());
    });
}

#[test]
fn nobody_comes_between_the_elements_of_one_call() {
    const PROCESSES: u32 = 4;
    const EACH: u32 = 50;
    serve(|manager| {
        let list = manager.list::<u32>([]).unwrap();
        let processes = Vec::from_iter((0..PROCESSES).map(|_| {
            start(&list, |list| {
                (0..EACH).for_each(|_| list.extend([1, 2, 3]).unwrap());
            })
        }));
        processes
            .into_iter()
            .for_each(|process| process.join().unwrap());
        let all = list.to_vec().unwrap();
        assert_eq!(all.len(), (3 * PROCESSES * EACH) as usize);
        assert!(all.chunks(3).all(|chunk| chunk == [1, 2, 3]));
    });
}
