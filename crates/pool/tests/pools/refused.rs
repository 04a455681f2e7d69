//! What is refused, and in which words; and what becomes of a task that fails.

use handles::StartMethod::Fork;
use handles::live::pickle::for_message;
use handles::live::{Context, PanicReport};
use libtest_mimic::Trial;
use os::fork_child;
use pool::live::{Failure, Pool, PoolError, fallible};

use super::case::Outcome;
use super::left::children;
use super::tasks::{
    Stays, board, both, cannot_begin, dies_at_first, fails_at_five, has_a_pool, never_again,
    panics_at_first, panics_at_five, plain_error, resumes_another_panic, square, take, unknown,
    use_board,
};

pub(crate) fn trials() -> Vec<Trial> {
    [
        both("a panic that is handed on says its own words", resumed),
        both("a panic is told with its words, place and worker", panics),
        both(
            "an error of a fallible task is told; one of another is a value",
            errors,
        ),
        both(
            "every task runs, and the first error in order is told",
            first_in_order,
        ),
        both("iterators go on after an error", goes_on),
        both("a task that is not named is refused", not_named),
        both("a handle in an argument is refused", handle),
        both(
            "a closed pool is not running, and one that runs is not joined",
            phases,
        ),
        both("a pool cannot be pickled", pickled),
        both("a pool does not work in a forked child", in_a_child),
        both("a task cannot have a pool", daemonic),
        both("an initializer that fails ends the pool", initializer),
        both(
            "an initializer that cannot be given its argument is refused",
            initializer_argument,
        ),
        both("a result is given once", once),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn panics(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    let error = pool.map(panics_at_five, 0..10).unwrap_err();
    let PoolError::Panicked { index, pid, report } = &error else {
        return Err(error.into());
    };
    let PanicReport { message, place } = report;
    assert!(message.contains("five"), "{message}");
    assert!(place.contains("tasks.rs:"), "{place}");
    assert_ne!(*pid, std::process::id());
    let words = error.to_string();
    let (before, after) = (
        format!("task {index} panicked at {place}: "),
        format!("in worker {pid}"),
    );
    assert!(
        words.starts_with(&before) && words.ends_with(&after),
        "{words}"
    );
    assert!(!words.contains('\n'), "it is one line: {words}");
    assert_eq!(*index, 5);
    Ok(())
}

fn errors(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    assert_eq!(pool.map(fallible(fails_at_five), 0..5)?, [0, 1, 2, 3, 4]);
    let error = pool.map(fallible(fails_at_five), 0..10).unwrap_err();
    let PoolError::Failed { index: 5, pid, .. } = error else {
        return Err(error.into());
    };
    assert_eq!(
        error.to_string(),
        format!("task 5 failed in worker {pid}: five")
    );
    assert_eq!(pool.apply(plain_error, 0)?, Err("as a value".into()));
    Ok(())
}

fn first_in_order(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    for size in [1, 3, 100] {
        // The same number is in two places.
        let items = [0, 1, 2, 3, 5, 4, 5, 6];
        let error = pool
            .chunk_size(size)
            .map(panics_at_five, items)
            .unwrap_err();
        assert!(
            matches!(error, PoolError::Panicked { index: 4, .. }),
            "{error}"
        );
    }
    Ok(())
}

fn goes_on(context: Context) -> Outcome {
    let pool = Pool::new(context, 2)?;
    for size in [1, 4] {
        let results = pool.chunk_size(size).imap(panics_at_five, 0..10)?;
        let results: Vec<_> = results.map(Result::ok).collect();
        let expected: Vec<_> = (0..10)
            .map(|number| (number != 5).then_some(number))
            .collect();
        assert_eq!(results, expected);
    }
    // Those that cannot be sent are errors in their places.
    for size in [1, 4] {
        let items = [false, true, true, false].map(Stays);
        let results = pool.chunk_size(size).imap(take, items)?;
        let results: Vec<_> = results.map(Result::err).collect();
        let expected = matches!(
            results[..],
            [
                None,
                Some(PoolError::Argument { index: 1, .. }),
                Some(PoolError::Argument { index: 2, .. }),
                None
            ]
        );
        assert!(expected, "{results:?}");
    }
    // That of the first is told at once.
    let error = pool.imap(take, [true, false].map(Stays)).unwrap_err();
    assert!(
        matches!(error, PoolError::Argument { index: 0, .. }),
        "{error}"
    );
    Ok(())
}

fn resumed(context: Context) -> Outcome {
    let pool = Pool::new(context, 1)?;
    let error = pool.apply(resumes_another_panic, 0).unwrap_err();
    let PoolError::Panicked { report, .. } = error else {
        return Err(error.into());
    };
    assert_eq!(report.message, "the newer one");
    Ok(())
}

fn not_named(context: Context) -> Outcome {
    let pool = Pool::new(context, 1)?;
    for error in [
        pool.map(unknown, 0..3).map(drop),
        pool.imap(unknown, 0..3).map(drop),
        pool.apply(|_: u32| (), 0),
        // It is fallible only where it is named so.
        pool.map(fails_at_five, 0..1).map(drop),
    ] {
        let words = error.unwrap_err().to_string();
        assert!(
            words.contains("bootstrap(pool::tasks![…])`, and name it there"),
            "{words}"
        );
    }
    Ok(())
}

fn handle(context: Context) -> Outcome {
    let pool = Pool::new(context, 1)?;
    let board = board(context)?;
    let words = pool.apply(use_board, board).unwrap_err().to_string();
    let inherited = "should only be shared between processes through inheritance";
    assert!(words.contains(inherited), "{words}");
    Ok(())
}

fn phases(context: Context) -> Outcome {
    let pool = Pool::new(context, 1)?;
    let words = pool.join().unwrap_err().to_string();
    assert_eq!(
        words,
        "Pool is still running: call close() or terminate() first"
    );
    let before = pool.map_async(square, 0..10)?;
    pool.close()?;
    pool.close()?;
    assert_eq!(
        pool.map(square, 0..3).unwrap_err().to_string(),
        "Pool not running"
    );
    assert_eq!(
        pool.imap(square, 0..3).unwrap_err().to_string(),
        "Pool not running"
    );
    pool.join()?;
    pool.join()?;
    assert_eq!(before.get()?.len(), 10);
    assert_eq!(
        pool.apply(square, 3).unwrap_err().to_string(),
        "Pool not running"
    );
    pool.terminate()?;
    Ok(())
}

fn pickled(context: Context) -> Outcome {
    let pool = Pool::new(context, 1)?;
    let words = for_message(&pool).unwrap_err().to_string();
    assert_eq!(
        words,
        "cannot pickle a Pool: pool objects cannot be passed between processes or pickled"
    );
    Ok(())
}

fn in_a_child(context: Context) -> Outcome {
    let mut kept = Some(Pool::new(context, 1)?);
    let result = kept
        .as_ref()
        .expect("it is here")
        .map_async(square, 0..10)?;
    let made_by = std::process::id();
    let child = fork_child(|| {
        let pool = kept.take().expect("it was copied");
        let is_wrong = |error: PoolError| match error {
            PoolError::WrongProcess { made_by: by, here } => by == made_by && here != by,
            _ => false,
        };
        let refused = [
            pool.map(square, 0..3).map(drop),
            pool.close(),
            pool.join(),
            pool.terminate(),
            result.is_ready().map(drop),
        ];
        let all = refused.into_iter().all(|it| it.is_err_and(is_wrong));
        // Its copy of the pool is nothing.
        drop(pool);
        u8::from(!all)
    })?;
    assert!(child.wait()?.success(), "it is refused there");
    assert_eq!(result.get()?.len(), 10);
    assert_eq!(kept.expect("it is still here").apply(square, 3)?, 9);
    Ok(())
}

fn daemonic(context: Context) -> Outcome {
    let pool = Pool::new(context, 1)?;
    let words = pool.apply(has_a_pool, 0)?;
    assert_eq!(words, "daemonic processes are not allowed to have children");
    Ok(())
}

fn initializer(context: Context) -> Outcome {
    let builder = || Pool::builder(context).workers(2);
    let fails = builder().initializer(fallible(cannot_begin), "no way".to_string());
    let panics = builder().initializer(panics_at_first, "no words".to_string());
    let dies = builder().initializer(dies_at_first, 3);
    for (builder, expected) in [(fails, "no way"), (panics, "no words"), (dies, "code 3")] {
        let pool = builder.start()?;
        // It may have ended before this, or while this waits.
        let waits = pool.map_async(square, 0..10);
        let error = waits.and_then(|it| it.get()).unwrap_err();
        match &error {
            PoolError::Initializer { failure, .. } => match failure {
                Failure::Failed { message } => assert_eq!(message, expected),
                Failure::Panicked(report) => assert_eq!(report.message, expected),
                other => return Err(other.to_string().into()),
            },
            PoolError::NeverReady { status, .. } => assert!(status.to_string().contains(expected)),
            other => return Err(other.clone().into()),
        }
        let words = error.to_string();
        assert_eq!(pool.imap(square, 0..3).unwrap_err().to_string(), words);
        assert_eq!(pool.map(square, 0..3).unwrap_err().to_string(), words);
        assert!(children().is_empty(), "all were waited for");
    }
    Ok(())
}

fn initializer_argument(context: Context) -> Outcome {
    // A handle that can be inherited only.
    let forked = board(Context::new(Fork))?;
    let pool = Pool::builder(context)
        .workers(1)
        .initializer(use_board, forked)
        .start();
    let is_refused = matches!(pool, Err(PoolError::InitializerArgument(_)));
    assert_eq!(is_refused, context.method() != Fork);
    let unnamed = Pool::builder(context).initializer(|_: ()| (), ()).start();
    assert!(matches!(unnamed, Err(PoolError::NotRegistered { .. })));
    let named = Pool::builder(context)
        .workers(1)
        .initializer(never_again, ())
        .start()?;
    assert_eq!(named.apply(square, 3)?, 9);
    Ok(())
}

fn once(context: Context) -> Outcome {
    let pool = Pool::new(context, 1)?;
    let mut result = pool.apply_async(square, 3)?;
    let long = std::time::Duration::from_secs(3600);
    assert_eq!(result.get_for(long)?, 9);
    let error = result.get_for(long).unwrap_err();
    assert!(matches!(error, PoolError::ResultTaken), "{error}");
    let mut error = pool.apply_async(panics_at_five, 5)?;
    for _ in 0..2 {
        assert!(matches!(
            error.get_for(long),
            Err(PoolError::Panicked { .. })
        ));
    }
    Ok(())
}
