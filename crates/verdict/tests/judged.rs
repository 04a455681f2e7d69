//! Properties that are judged by what they say of right and wrong implementations.

use interleave::shuttle::sync::atomic::{AtomicU32, Ordering::SeqCst};
use interleave::shuttle::sync::{Arc, thread};
use verdict::{Certificate, Check, Class, Question, Score, Verdict, explain, right, wrong};

/// A counter, and how it adds one.
#[derive(Clone)]
struct Counter(Arc<AtomicU32>, fn(&AtomicU32));

fn atomic() -> Counter {
    let add = |counter: &AtomicU32| {
        counter.fetch_add(1, SeqCst);
    };
    Counter(Arc::new(AtomicU32::new(0)), add)
}

fn racy() -> Counter {
    let add = |counter: &AtomicU32| counter.store(counter.load(SeqCst) + 1, SeqCst);
    Counter(Arc::new(AtomicU32::new(0)), add)
}

fn by_two() -> Counter {
    let add = |counter: &AtomicU32| {
        counter.fetch_add(2, SeqCst);
    };
    Counter(Arc::new(AtomicU32::new(0)), add)
}

fn two_at_once(counter: Counter) -> u32 {
    let started = [(); 2].map(|()| {
        let Counter(value, add) = counter.clone();
        thread::spawn(move || add(&value))
    });
    for process in started {
        process.join().unwrap();
    }
    counter.0.load(SeqCst)
}

fn one_by_one(counter: Counter) -> u32 {
    for _ in 0..2 {
        let Counter(value, add) = counter.clone();
        thread::spawn(move || add(&value)).join().unwrap();
    }
    counter.0.load(SeqCst)
}

const fn asks(program: fn(Counter) -> u32, allowed: &'static [u32]) -> Question<Counter> {
    Question {
        name: "2 processes",
        program,
        allowed,
    }
}

const OURS: &[Question<Counter>] = &[asks(two_at_once, &[2])];

/// What the check says of a property, with two that are right and two that are wrong.
fn judge(property: &[Question<Counter>]) -> Certificate {
    let suspects = [
        wrong("racy: in two steps", racy),
        right("atomic: in one step", atomic),
        wrong("by_two: adds two", by_two),
        right("again: in one step, too", atomic),
    ];
    Check::new("j").judges(property, OURS, suspects).run()
}

fn score(caught: u32, accepted: u32) -> Option<Score> {
    Some(Score {
        caught,
        wrong: 2,
        accepted,
        right: 2,
    })
}

#[test]
fn a_property_that_tells_right_from_wrong_is_verified() {
    let found = judge(OURS);
    assert_eq!(found.verdict, Verdict::Verified, "{}", found.why);
    assert_eq!(found.score, score(2, 2));
    assert_eq!(found.points(7), 7);
    // Those that are right come first, whatever the order they were given in.
    let names: Vec<&str> = found.parts.iter().map(|part| &part.bounds[..6]).collect();
    assert_eq!(names, ["atomic", "again:", "racy: ", "by_two"]);
    assert_eq!(found.controls.len(), 4);
}

#[test]
fn a_bug_that_is_missed_is_shown_by_our_own_property() {
    let found = judge(&[asks(one_by_one, &[2])]);
    assert_eq!(found.verdict, Verdict::Refuted);
    assert_eq!(found.class, Some(Class::MissedBug));
    assert_eq!(found.score, score(1, 2));
    assert_eq!(found.points(10), 5);
    let text = explain(&found);
    for needed in [
        "Missed: racy: in two steps",
        "one order",
        "one execution that ends with 1",
        "Wrong ones caught: 1 of 2. Right ones accepted: 2 of 2.",
        "by_two: adds two         wrong  refuses it\n",
    ] {
        let found = text.to_lowercase().contains(&needed.to_lowercase());
        assert!(found, "`{needed}` is missing:\n{text}");
    }
    let witness = found.decisive().and_then(|part| part.witness.as_ref());
    assert_eq!(witness.map(|witness| witness.outcome.as_str()), Some("1"));
}

#[test]
fn a_property_that_accepts_or_refuses_everything_earns_nothing() {
    let accepts = judge(&[asks(two_at_once, &[1, 2, 3, 4])]);
    assert_eq!(accepts.class, Some(Class::MissedBug));
    assert_eq!((accepts.score, accepts.points(10)), (score(0, 2), 0));
    for refuses in [
        asks(two_at_once, &[]),
        asks(|_| panic!("whatever it does"), &[2]),
    ] {
        let refuses = judge(&[refuses]);
        assert_eq!(refuses.class, Some(Class::FalseAlarm));
        assert_eq!((refuses.score, refuses.points(10)), (score(2, 0), 0));
    }
}

#[test]
fn a_false_alarm_is_shown_by_the_students_own_program() {
    let early = |counter: Counter| {
        let Counter(value, add) = counter.clone();
        let process = thread::spawn(move || add(&value));
        let seen = counter.0.load(SeqCst);
        process.join().unwrap();
        seen
    };
    let found = judge(&[asks(early, &[1])]);
    assert_eq!(found.class, Some(Class::FalseAlarm));
    let text = explain(&found);
    assert!(text.contains("refuses it: false alarm"), "{text}");
    assert!(text.contains("Explored: atomic: in one step"), "{text}");
    let witness = found.decisive().and_then(|part| part.witness.as_ref());
    let schedule = witness.and_then(|witness| witness.schedule()).unwrap();
    let check = Check::new("j").judges(
        &[asks(early, &[1])],
        OURS,
        [right("atomic", atomic), wrong("racy", racy)],
    );
    assert!(!check.replay(schedule).unwrap().allowed);
}

#[test]
fn a_property_that_looks_at_nothing_is_vacuous() {
    for property in [&[][..], &[asks(|_| 2, &[2])]] {
        let found = judge(property);
        assert_eq!(found.verdict, Verdict::Vacuous, "{}", found.why);
        assert_eq!(found.points(10), 0);
    }
    let text = "use std::thread;\n";
    let past = Check::new("j")
        .judges(OURS, OURS, [right("atomic", atomic), wrong("racy", racy)])
        .sources(&[("property.rs", text)])
        .run();
    assert_eq!(past.verdict, Verdict::Vacuous);
    assert!(past.why.contains("Line 1 of property.rs"), "{}", past.why);
}

#[test]
fn a_property_in_which_nobody_meets_is_not_verified() {
    let ours = [asks(two_at_once, &[2])];
    let suspects = || [right("atomic", atomic), wrong("by_two", by_two)];
    let in_turn = [asks(one_by_one, &[2])];
    let found = Check::new("j").judges(&in_turn, &ours, suspects()).run();
    assert_eq!(found.verdict, Verdict::Vacuous);
    assert!(found.why.contains("one order only"), "{}", found.why);
    let found = Check::new("j").judges(&ours, &ours, suspects()).run();
    assert_eq!(found.verdict, Verdict::Verified);
}

#[test]
fn our_own_property_is_the_control() {
    let suspects = || [right("atomic", atomic), wrong("racy", racy)];
    for (ours, catches) in [
        (one_by_one as fn(Counter) -> u32, false),
        (two_at_once, true),
    ] {
        for property in [asks(two_at_once, &[2]), asks(one_by_one, &[2])] {
            let found = Check::new("j")
                .judges(&[property], &[asks(ours, &[2])], suspects())
                .run();
            let is_blind = found.why.contains("catches nothing");
            assert_eq!(is_blind, !catches, "{}", found.why);
            assert_eq!(found.verdict == Verdict::Vacuous, !catches);
        }
    }
    // One that refuses what is right is no better.
    let found = Check::new("j")
        .judges(OURS, &[asks(two_at_once, &[3])], suspects())
        .run();
    assert_eq!(found.verdict, Verdict::Vacuous);
}

#[test]
fn a_score_is_only_where_a_property_was_judged() {
    let json = |found: &Certificate| serde_json::to_string(found).unwrap();
    let judged = judge(OURS);
    let back: Certificate = serde_json::from_str(&json(&judged)).unwrap();
    assert_eq!(back, judged);
    let plain = Certificate::broken("j", "it does not compile");
    assert!(!json(&plain).contains("score"));
    assert_eq!(
        serde_json::from_str::<Certificate>(&json(&plain)).unwrap(),
        plain
    );
    assert_eq!(plain.points(10), 0);
}

#[test]
fn points_are_the_share_caught_times_the_share_accepted() {
    let points = |caught, wrong, accepted, right, of| {
        let score = Score {
            caught,
            wrong,
            accepted,
            right,
        };
        score.points(of)
    };
    assert_eq!(points(6, 6, 3, 3, 10), 10);
    assert_eq!(points(3, 6, 3, 3, 10), 5);
    assert_eq!(points(3, 6, 1, 2, 10), 2);
    assert_eq!(points(0, 6, 3, 3, 10), 0);
    assert_eq!(points(6, 6, 0, 3, 10), 0);
    // Rounded down: one mistake is never worth all.
    assert_eq!(points(6, 7, 3, 3, 1), 0);
    assert_eq!(points(999, 1000, 3, 3, 10), 9);
    // Nothing was asked.
    assert_eq!(points(0, 0, 3, 3, 10), 0);
    assert_eq!(points(6, 6, 0, 0, 10), 0);
    let most = u32::MAX;
    assert_eq!(points(most, most, most, most, most), most);
    assert_eq!(points(most - 1, most, most, most, most), most - 1);
    // It never gets worse by catching one more, or by accepting one more.
    for caught in 0..7 {
        for accepted in 0..3 {
            let now = points(caught, 7, accepted, 3, 20);
            assert!(now <= points(caught + 1, 7, accepted, 3, 20));
            assert!(now <= points(caught, 7, accepted + 1, 3, 20));
        }
    }
}
