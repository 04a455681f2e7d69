//! Who gets what, and when.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::atomic::Ordering::SeqCst;

use handles::live::{AuthKey, Context, family_key};
use libtest_mimic::Trial;
use pool::live::{Pool, PoolError};

use super::case::Outcome;
use super::tasks::{
    DONE, GATE, WAITS, board, both, key, name, on_board, square, twice, wait_for_gate, wait_until,
    waits_at_first, with_board,
};

pub(crate) fn trials() -> Vec<Trial> {
    [
        both(
            "nobody waits behind a task that waits while a worker is idle",
            stuck,
        ),
        both(
            "a pool is usable before its workers are ready",
            before_ready,
        ),
        both(
            "an endless input is taken as results are asked for",
            endless,
        ),
        both(
            "an iterator that is dropped takes back what nobody has",
            dropped,
        ),
        both(
            "an iterator that is left alone does not keep join waiting",
            left_alone,
        ),
        both("jobs go on beside each other", beside),
        both(
            "arguments and results of any length cross, and nobody waits for ever",
            long,
        ),
        both("a callback may use the pool", callback),
        both("workers have names of their own", names),
        both("workers have the key of the family", keys),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Of 1,000 tasks the first one waits until the case has seen all others.
fn stuck(context: Context) -> Outcome {
    let board = board(context)?;
    let pool = with_board(context, &board)?;
    let mut all = 0;
    for tasks in [2, 3, 1000] {
        board[GATE].store(0, SeqCst);
        // So that workers have many before them.
        pool.chunk_size(1).map(on_board, 0..1000)?;
        let items = 0..u32::try_from(tasks)?;
        let mut results = pool.lead(tasks).imap_unordered(wait_for_gate, items)?;
        let mut others = BTreeSet::new();
        for _ in 1..tasks {
            others.insert(results.next().expect("there are more")?);
        }
        assert!(!others.contains(&0), "the first one waits");
        board[GATE].store(1, SeqCst);
        assert_eq!(results.next().expect("it goes on")?, 0);
        all += 1000 + u32::try_from(tasks)?;
    }
    // So that a worker comes to what was taken back from it.
    pool.close()?;
    pool.join()?;
    assert_eq!(board[DONE].load(SeqCst), all, "each is done once");
    Ok(())
}

fn before_ready(context: Context) -> Outcome {
    let board = board(context)?;
    let pool = Pool::builder(context)
        .workers(2)
        .initializer(waits_at_first, board.clone());
    let pool = pool.start()?;
    let result = pool.map_async(square, 0..100)?;
    assert!(!result.is_ready()?, "nobody is ready");
    board[GATE].store(1, SeqCst);
    assert_eq!(result.get()?.len(), 100);
    Ok(())
}

fn endless(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    for (size, lead) in [(1, 1), (1, 3), (2, 7), (5, 3)] {
        let taken = Cell::new(0);
        let items = (0..).inspect(|_| taken.set(taken.get() + 1));
        let results = pool.chunk_size(size).lead(lead).imap(square, items)?;
        for (given, result) in (0..).zip(results).take(50) {
            assert_eq!(result?, given * given);
            assert!(
                taken.get() <= usize::try_from(given)? + 1 + lead,
                "{taken:?}"
            );
        }
    }
    let error = pool.lead(0).imap(square, 0..).unwrap_err();
    assert!(matches!(error, PoolError::NoLead), "{error}");
    Ok(())
}

fn dropped(context: Context) -> Outcome {
    let board = board(context)?;
    let pool = with_board(context, &board)?;
    // The first one waits in one worker, and so does another first one in the other.
    let waits = pool.map_async(wait_for_gate, [0])?;
    let also = pool.map_async(wait_for_gate, [0])?;
    wait_until(|| board[WAITS].load(SeqCst) != 0);
    drop(pool.lead(1000).imap(on_board, 0..)?);
    board[GATE].store(1, SeqCst);
    waits.get()?;
    also.get()?;
    pool.close()?;
    pool.join()?;
    // Those that were before the two workers already are done.
    let done = board[DONE].load(SeqCst);
    assert!(done < 100, "{done} of 1,002 are done");
    Ok(())
}

fn left_alone(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    let mut results = pool.lead(10).imap(square, 0..)?;
    pool.close()?;
    pool.join()?;
    let good = results.by_ref().map_while(Result::ok).count();
    assert_eq!(good, 10);
    assert!(results.next().is_none(), "the error came once");
    Ok(())
}

fn beside(context: Context) -> Outcome {
    let board = board(context)?;
    let pool = with_board(context, &board)?;
    let waits = pool.map_async(wait_for_gate, [0])?;
    let squares = (0..100).map(|it| Ok((it, pool.apply_async(square, it)?)));
    let squares: Result<Vec<_>, PoolError> = squares.collect();
    // From the last to the first.
    for (number, result) in squares?.into_iter().rev() {
        assert_eq!(result.get()?, number * number);
    }
    assert!(!waits.is_ready()?, "it waits");
    board[GATE].store(1, SeqCst);
    assert_eq!(waits.get()?, [0]);
    Ok(())
}

/// More than all sockets hold, both ways at once.
fn long(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    let of = |length: usize| "x".repeat(length * 4096);
    let items = || (0..100).map(of);
    let first = pool.chunk_size(1).map_async(twice, items())?;
    let second = pool.chunk_size(3).map_async(twice, items())?;
    let third = pool.lead(100).imap(twice, items())?;
    let third: Result<Vec<_>, _> = third.collect();
    for results in [third?, second.get()?, first.get()?] {
        assert!(
            results
                .into_iter()
                .eq((0..100).map(|length| of(2 * length)))
        );
    }
    Ok(())
}

fn callback(context: Context) -> Outcome {
    let pool = std::rc::Rc::new(Pool::new(context, 2)?);
    let again = std::rc::Rc::clone(&pool);
    let sum = std::rc::Rc::new(Cell::new(0));
    let told = std::rc::Rc::clone(&sum);
    let result = pool.apply_async(square, 3)?.on_result(move |nine| {
        told.set(again.apply(square, *nine).expect("the pool works"));
    });
    assert_eq!(result.get()?, 9);
    assert_eq!(sum.get(), 81);
    Ok(())
}

fn names(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    let names = BTreeSet::from_iter(pool.chunk_size(1).map(name, 0..100)?);
    for name in names {
        let (method, number) = name.split_once("PoolWorker-").expect("it says what it is");
        assert_eq!(method.to_lowercase(), context.method().to_string());
        assert!(["1", "2"].contains(&number), "{number}");
    }
    Ok(())
}

fn keys(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    let ours = family_key()?.as_bytes();
    for theirs in pool.chunk_size(1).map(key, 0..100)? {
        assert_eq!(theirs, ours);
    }
    // The control: it is not the same for all.
    assert_ne!(AuthKey::random()?.as_bytes(), ours);
    Ok(())
}
