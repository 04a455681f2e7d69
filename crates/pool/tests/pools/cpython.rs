//! CPython's own tests.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::Duration;

use handles::live::Context;
use libtest_mimic::Trial;
use pool::live::{Pool, PoolError};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::case::Outcome;
use super::left::{children, descriptors, is_there};
use super::tasks::{Stays, add, both, never, panics_at_five, pid, square, take, unsendable};

/// So early that nothing endless has ended.
const SOON: Duration = Duration::from_millis(20);

pub(crate) fn trials() -> Vec<Trial> {
    [
        both("_TestPool.test_apply", test_apply),
        both("_TestPool.test_map", test_map),
        both("_TestPool.test_starmap", test_starmap),
        both("_TestPool.test_map_async", test_map_async),
        both(
            "_TestPool.test_map_async_callbacks",
            test_map_async_callbacks,
        ),
        both("_TestPool.test_map_unplicklable", test_map_unplicklable),
        both(
            "_TestPool.test_map_handle_iterable_exception",
            test_map_handle_iterable_exception,
        ),
        both("_TestPool.test_map_chunksize", test_map_chunksize),
        both("_TestPool.test_empty_iterable", test_empty_iterable),
        both("_TestPool.test_async", test_async),
        both("_TestPool.test_async_timeout", test_async_timeout),
        both("_TestPool.test_imap", test_imap),
        both("_TestPool.test_imap_unordered", test_imap_unordered),
        both(
            "_TestPool.test_imap_handle_iterable_exception",
            test_imap_handle_iterable_exception,
        ),
        both("_TestPool.test_make_pool", test_make_pool),
        both("_TestPool.test_terminate", test_terminate),
        both(
            "TestPoolNotLeakOnFailure.test_release_unused_processes",
            test_release_unused_processes,
        ),
        both("_TestPool.test_context, test_enter", test_context),
        both(
            "_TestPoolWorkerErrors.test_async_error_callback",
            test_async_error_callback,
        ),
        both(
            "_TestPoolWorkerErrors.test_unpickleable_result",
            test_unpickleable_result,
        ),
        both(
            "_TestPoolWorkerLifetime.test_pool_worker_lifetime",
            test_pool_worker_lifetime,
        ),
        both(
            "_TestPoolWorkerLifetime.test_pool_worker_lifetime_early_close",
            test_pool_worker_lifetime_early_close,
        ),
        both(
            "_TestPoolWorkerLifetime.test_pool_maxtasksperchild_invalid",
            test_pool_maxtasksperchild_invalid,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn squares(below: u64) -> Vec<u64> {
    (0..below).map(square).collect()
}

fn test_apply(context: Context) -> Outcome {
    let pool = Pool::new(context, 4)?;
    assert_eq!(pool.apply(square, 5)?, 25);
    assert_eq!(pool.apply(add, (2, -3))?, -1);
    Ok(())
}

fn test_map(context: Context) -> Outcome {
    let pool = Pool::new(context, 4)?;
    assert_eq!(pool.map(square, 0..10)?, squares(10));
    assert_eq!(pool.chunk_size(20).map(square, 0..100)?, squares(100));
    Ok(())
}

/// A tuple is one argument.
fn test_starmap(context: Context) -> Outcome {
    let pool = Pool::new(context, 4)?;
    let pairs = || (0..100).zip(100..200);
    let sums: Vec<i32> = pairs().map(add).collect();
    assert_eq!(pool.map(add, pairs())?, sums);
    assert_eq!(pool.chunk_size(20).map(add, pairs())?, sums);
    // test_starmap_async
    assert_eq!(pool.map_async(add, pairs())?.get()?, sums);
    Ok(())
}

fn test_map_async(context: Context) -> Outcome {
    let pool = Pool::new(context, 4)?;
    let result = pool.map_async(square, 0..10)?;
    assert_eq!(result.get()?, squares(10));
    Ok(())
}

/// A callback gets the list, once; an error callback the error.
fn test_map_async_callbacks(context: Context) -> Outcome {
    let pool = Pool::new(context, 4)?;
    let calls = Rc::new(RefCell::new(Vec::new()));
    let told = |word: &'static str| {
        let calls = Rc::clone(&calls);
        move |what: String| calls.borrow_mut().push((word, what))
    };
    for items in [0..3, 3..8] {
        let (good, bad) = (told("result"), told("error"));
        let result = pool
            .map_async(panics_at_five, items)?
            .on_result(move |list| good(format!("{list:?}")))
            .on_error(move |error| bad(matches!(error, PoolError::Panicked { .. }).to_string()));
        while !result.is_ready()? {}
        assert_eq!(result.is_success()?, Some(calls.borrow().len() == 1));
    }
    let expected = [("result", "[0, 1, 2]"), ("error", "true")];
    let calls = calls.borrow();
    let calls: Vec<_> = calls
        .iter()
        .map(|(word, what)| (*word, &what[..]))
        .collect();
    assert_eq!(calls, expected);
    Ok(())
}

fn test_map_unplicklable(context: Context) -> Outcome {
    let pool = Pool::new(context, 1)?;
    let error = pool.map(take, [Stays(false), Stays(true)]).unwrap_err();
    assert!(
        matches!(error, PoolError::Argument { index: 1, .. }),
        "{error}"
    );
    // The pool is usable again.
    assert_eq!(pool.map(square, 0..10)?, squares(10));
    Ok(())
}

/// The good ones, and then no more.
fn broken(after: u64) -> impl Iterator<Item = u64> {
    (0..).map_while(move |number| {
        if number == after {
            std::panic::resume_unwind(Box::new("the input is broken"));
        }
        Some(number)
    })
}

/// A panic is what an exception is in Python.
fn test_map_handle_iterable_exception(context: Context) -> Outcome {
    let pool = Pool::new(context, 1)?;
    for after in [1, 10, 1000] {
        let caught = catch_unwind(AssertUnwindSafe(|| pool.map(square, broken(after))));
        assert!(caught.is_err(), "the panic reaches the caller");
        let caught = catch_unwind(AssertUnwindSafe(|| pool.map_async(square, broken(after))));
        assert!(caught.is_err(), "the panic reaches the caller");
    }
    assert_eq!(pool.map(square, 0..10)?, squares(10));
    Ok(())
}

/// Also with sizes that do not divide the length.
fn test_map_chunksize(context: Context) -> Outcome {
    let pool = Pool::new(context, 3)?;
    for size in [1, 7, 100, 1000] {
        assert_eq!(pool.chunk_size(size).map(square, 0..100)?, squares(100));
        let results: Result<Vec<_>, _> = pool.chunk_size(size).imap(square, 0..100)?.collect();
        assert_eq!(results?, squares(100));
    }
    let error = pool.chunk_size(0).map(square, 0..10).unwrap_err();
    assert_eq!(error.to_string(), "Chunksize must be 1+, not 0");
    Ok(())
}

fn test_empty_iterable(context: Context) -> Outcome {
    let pool = Pool::new(context, 1)?;
    assert!(pool.map(square, [])?.is_empty());
    let result = pool.map_async(square, [])?;
    assert!(result.is_ready()?, "there is nothing to wait for");
    assert!(pool.chunk_size(10).map(square, [])?.is_empty());
    assert_eq!(pool.imap(square, [])?.count(), 0);
    assert_eq!(pool.imap_unordered(square, [])?.count(), 0);
    Ok(())
}

fn test_async(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    let result = pool.apply_async(square, 7)?;
    assert_eq!(result.get()?, 49);
    Ok(())
}

/// It can be asked again.
fn test_async_timeout(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    let mut late = pool.apply_async(never, 0)?;
    for _ in 0..2 {
        let error = late.get_for(SOON).unwrap_err();
        assert!(matches!(error, PoolError::TimedOut), "{error}");
    }
    let mut imap = pool.imap(never, 0..1)?;
    let error = imap.next_for(SOON).expect("there is an item").unwrap_err();
    assert!(matches!(error, PoolError::TimedOut), "{error}");
    Ok(())
}

fn test_imap(context: Context) -> Outcome {
    let pool = Pool::new(context, 4)?;
    let all: Result<Vec<_>, _> = pool.imap(square, 0..1000)?.collect();
    assert_eq!(all?, squares(1000));
    let all: Result<Vec<_>, _> = pool.chunk_size(100).imap(square, 0..1000)?.collect();
    assert_eq!(all?, squares(1000));
    Ok(())
}

fn test_imap_unordered(context: Context) -> Outcome {
    let pool = Pool::new(context, 4)?;
    for size in [1, 53] {
        let all: Result<BTreeSet<_>, _> = pool
            .chunk_size(size)
            .imap_unordered(square, 0..1000)?
            .collect();
        assert_eq!(all?, BTreeSet::from_iter(squares(1000)));
    }
    Ok(())
}

/// Also `test_imap_unordered_handle_iterable_exception`. The panic comes where items are
/// taken; afterwards come the results of the good ones.
fn test_imap_handle_iterable_exception(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    for size in [1, 4] {
        let chunks = pool.chunk_size(size).lead(4);
        let mut ordered = chunks.imap(square, broken(10))?;
        let mut unordered = chunks.imap_unordered(square, broken(10))?;
        let (mut good, mut panics) = (Vec::new(), 0);
        for results in [&mut ordered, &mut unordered] {
            loop {
                match catch_unwind(AssertUnwindSafe(|| results.next())) {
                    Ok(Some(result)) => good.push(result?),
                    Ok(None) => break,
                    Err(_) => panics += 1,
                }
            }
        }
        assert_eq!(panics, 2, "the panic reaches the caller once");
        let unordered = BTreeSet::from_iter(good.split_off(10));
        assert_eq!(good, squares(10));
        assert_eq!(unordered, BTreeSet::from_iter(squares(10)));
    }
    assert_eq!(pool.map(square, 0..10)?, squares(10));
    Ok(())
}

/// A negative number of processes cannot be said.
fn test_make_pool(context: Context) -> Outcome {
    let error = Pool::new(context, 0).unwrap_err();
    assert_eq!(error.to_string(), "Number of processes must be at least 1");
    let pool = Pool::new(context, 3)?;
    assert_eq!(pool.workers(), 3);
    pool.close()?;
    pool.join()?;
    Ok(())
}

fn test_terminate(context: Context) -> Outcome {
    let pool = Pool::new(context, 4)?;
    let mut results = pool.chunk_size(1).map_async(never, 0..10_000)?;
    pool.terminate()?;
    pool.join()?;
    assert!(children().is_empty(), "all were waited for");
    let error = results.get_for(Duration::ZERO).unwrap_err();
    assert!(matches!(error, PoolError::Terminated), "{error}");
    Ok(())
}

/// The start fails for want of descriptors, when some workers run already.
fn test_release_unused_processes(context: Context) -> Outcome {
    let before = getrlimit(Resource::Nofile);
    let few = Rlimit {
        current: Some(u64::try_from(descriptors())? + 30),
        maximum: before.maximum,
    };
    setrlimit(Resource::Nofile, few)?;
    let pool = Pool::new(context, 64)?;
    let error = pool.map(never, 0..1).unwrap_err();
    assert!(matches!(error, PoolError::Refused { .. }), "{error}");
    assert!(children().is_empty(), "all were waited for");
    Ok(())
}

/// Dropping it is leaving the block; a pool cannot be entered again.
fn test_context(context: Context) -> Outcome {
    let workers = {
        let pool = Pool::new(context, 2)?;
        let workers = pool.map(pid, 0..10)?;
        pool.terminate()?;
        let error = pool.map(square, 0..10).unwrap_err();
        assert_eq!(error.to_string(), "Pool not running");
        workers
    };
    let pool = Pool::new(context, 2)?;
    let others = pool.map(pid, 0..10)?;
    let broker = pool.broker().expect("it runs");
    drop(pool);
    for pid in workers.into_iter().chain(others).chain([broker]) {
        assert!(!is_there(pid), "process {pid} was waited for");
    }
    Ok(())
}

fn test_async_error_callback(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    let heard = Rc::new(RefCell::new(None));
    let tell = Rc::clone(&heard);
    let result = pool
        .apply_async(panics_at_five, 5)?
        .on_error(move |error| *tell.borrow_mut() = Some(error.to_string()));
    let error = result.get().unwrap_err();
    assert_eq!(*heard.borrow(), Some(error.to_string()));
    Ok(())
}

/// The workers survive it.
fn test_unpickleable_result(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    let workers = BTreeSet::from_iter(pool.chunk_size(1).map(pid, 0..100)?);
    for _ in 0..20 {
        let error = pool.apply(unsendable, 0).unwrap_err();
        assert!(matches!(error, PoolError::NotCarried { .. }), "{error}");
    }
    let now = BTreeSet::from_iter(pool.chunk_size(1).map(pid, 0..100)?);
    assert!(
        !workers.is_disjoint(&now) && (&workers | &now).len() <= 2,
        "{now:?}"
    );
    Ok(())
}

fn test_pool_worker_lifetime(context: Context) -> Outcome {
    let pool = Pool::builder(context)
        .workers(3)
        .max_chunks_per_worker(10)
        .start()?;
    let pids: Result<Vec<u32>, _> = pool.imap(pid, 0..100)?.collect();
    let pids = pids?;
    let mut each = std::collections::BTreeMap::new();
    for pid in &pids {
        *each.entry(pid).or_insert(0) += 1;
    }
    assert!(each.values().all(|chunks| *chunks <= 10), "{each:?}");
    assert!(each.len() >= 10, "{each:?}");
    assert_eq!(pool.map(square, 0..10)?, squares(10));
    Ok(())
}

/// The results are there after all have ended.
fn test_pool_worker_lifetime_early_close(context: Context) -> Outcome {
    let pool = Pool::builder(context)
        .workers(3)
        .max_chunks_per_worker(1)
        .start()?;
    let results: Result<Vec<_>, _> = (0..6)
        .map(|number| pool.apply_async(square, number))
        .collect();
    pool.close()?;
    pool.join()?;
    assert!(children().is_empty(), "all were waited for");
    let results: Result<Vec<_>, _> = results?.into_iter().map(|result| result.get()).collect();
    assert_eq!(results?, squares(6));
    Ok(())
}

/// Other wrong numbers cannot be said.
fn test_pool_maxtasksperchild_invalid(context: Context) -> Outcome {
    let error = Pool::builder(context)
        .workers(1)
        .max_chunks_per_worker(0)
        .start()
        .unwrap_err();
    assert!(matches!(error, PoolError::NoChunks), "{error}");
    Ok(())
}
