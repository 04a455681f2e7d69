//! The state graph: by hand where that can be done, and against the searches that
//! know nothing of it.

#[path = "soundness/generate.rs"]
#[allow(dead_code, reason = "the other tests use the rest")]
mod generate;
mod programs;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use interleave::shuttle::{self, GraphError, GraphLimits, sync};
use interleave::{Coverage, Limits, Outcome, Point, Process, Report, Schedule, StateGraph};
use programs::shuttle::{counters, facade, odd, random, waiting};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngSeed, TestRunner};

fn graph<T: Clone + Ord + Debug + Send + 'static>(
    body: impl Fn() -> T + Send + Sync + 'static,
) -> StateGraph {
    shuttle::state_graph(GraphLimits::default(), body).expect("the program has a graph")
}

fn size(graph: &StateGraph) -> (usize, usize) {
    (graph.nodes.len(), graph.edges())
}

fn schedule(text: &str) -> Schedule {
    text.parse().expect("the schedule is well-formed")
}

/// Where the schedule, and then `main` alone, lead.
fn end(graph: &StateGraph, schedule: &Schedule) -> usize {
    graph.rest(graph.follow(schedule).expect("the graph has the schedule"))
}

#[test]
fn two_racy_increments_have_sixteen_points() {
    let graph = graph(|| counters::racy(2, 1));
    // A process is at 0, has read v (rv), or has written v (wv); `main` then reads. A
    // point is where A is, where B is, and what the counter holds, which here is
    // always what was written last.
    //
    //   0 0                                     1 node,  2 edges
    //   r0 0    0 r0                            2 nodes, 2 edges each
    //   w1 0    0 w1                            2 nodes, 1 edge each
    //   r0 r0                                   1 node,  2 edges
    //   w1 r1   r1 w1   w1 r0   r0 w1           4 nodes, 1 edge each
    //   w1 w2   w2 w1   w1 w1                   3 nodes, 1 edge each: `main` reads
    //   and the end of each                     3 nodes, no edge
    //
    // The point `w1 w1` is reached in two orders, which nobody can tell apart.
    assert_eq!(size(&graph), (16, 2 + 4 + 2 + 2 + 4 + 3));
    // From the start: AABB, BBAA, and four orders that lose an update.
    assert_eq!(graph.ways()[graph.start], 6);
    assert_eq!(graph.outcomes(), BTreeSet::from(["1", "2"]));
    let lost = |text| end(&graph, &schedule(text));
    assert_eq!(lost("ABAB"), lost("BABA"));
    assert_eq!(lost("ABAB"), lost("ABBA"));
    assert_ne!(lost("AABB"), lost("BBAA"));
    assert_eq!(graph.nodes[lost("AABB")].outcome.as_deref(), Some("2"));
    assert_eq!(graph.nodes[lost("ABBA")].outcome.as_deref(), Some("1"));
    assert_eq!(graph.follow(&schedule("AAA")), None);
}

#[test]
fn independent_steps_make_a_grid() {
    // Four places for each of two processes: 16 points, 2 * 3 * 4 edges, and as many
    // ways as there are orders of three steps and three others: 20.
    let graph = graph(|| {
        let work = || {
            let own = sync::atomic::AtomicU32::new(0);
            (1..=3).for_each(|value| own.store(value, SeqCst));
        };
        let children = [sync::thread::spawn(work), sync::thread::spawn(work)];
        for child in children {
            child.join().unwrap();
        }
    });
    assert_eq!(size(&graph), (16, 24));
    assert_eq!(graph.ways()[graph.start], 20);
    // Each made an object that in its own executions was the first, or was not: the
    // names must not be the same.
    let names: BTreeSet<&str> = graph.objects.iter().map(|object| &*object.name).collect();
    assert_eq!(names.len(), 2);
}

#[test]
fn the_nodes_of_a_race_read_well() {
    let graph = graph(|| counters::racy(2, 1));
    insta::assert_snapshot!(told(&graph));
}

/// The graph as text.
fn told(graph: &StateGraph) -> String {
    let mut text = String::new();
    for (number, node) in graph.nodes.iter().enumerate() {
        text += &format!("{number}: {}", node.shared.join(" | "));
        for (process, point) in graph.processes.iter().zip(&node.points) {
            text += &match point {
                Point::NotStarted => format!("; {process} is not there"),
                Point::Next { says, place } => format!("; {process}: {says} ({place})"),
                Point::Waits { says, place } => format!("; {process} {says} ({place})"),
                Point::Ended => format!("; {process} is done"),
            };
        }
        for edge in &node.edges {
            text += &format!("\n   {}: {} -> {}", edge.process, edge.says, edge.to);
        }
        if let Some(outcome) = &node.outcome {
            text += &format!("\n   the end: {outcome}");
        }
        text += "\n";
    }
    text
}

#[test]
fn a_deadlock_is_an_end_that_says_who_waits() {
    let graph = graph(counters::opposite_locks);
    let node = &graph.nodes[end(&graph, &schedule("AB"))];
    assert!(node.edges.is_empty());
    let outcome = node.outcome.as_deref().expect("it is over here");
    assert!(outcome.starts_with("deadlock: A waits for right, which B holds"));
    let waits = |point: &Point| match point {
        Point::Waits { says, .. } => says.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        node.points.iter().map(waits).collect::<Vec<_>>(),
        [
            "waits for the end of A",
            "waits for right, which B holds",
            "waits for left, which A holds"
        ]
    );
    assert_eq!(node.shared, ["A", "B"]);
}

#[test]
fn a_graph_is_the_same_after_json() {
    let graph = graph(counters::opposite_locks);
    let json = serde_json::to_string_pretty(&graph).unwrap();
    insta::assert_snapshot!(json);
    assert_eq!(serde_json::from_str::<StateGraph>(&json).unwrap(), graph);
}

#[test]
fn a_graph_is_the_same_whenever_it_is_made() {
    for _ in 0..3 {
        assert_eq!(
            graph(|| counters::racy(3, 1)),
            graph(|| counters::racy(3, 1))
        );
    }
}

#[test]
fn a_program_that_starts_nobody_is_over_at_its_start() {
    let graph = graph(counters::lock_twice);
    assert_eq!(size(&graph), (1, 0));
    let outcome = graph.nodes[graph.start].outcome.as_deref();
    assert!(outcome.is_some_and(|text| text.starts_with("deadlock: main waits for lock")));
}

#[test]
fn a_graph_that_is_too_large_is_refused() {
    let limits = |nodes| GraphLimits {
        nodes,
        ..GraphLimits::default()
    };
    let body = || counters::racy(2, 1);
    assert!(shuttle::state_graph(limits(16), body).is_ok());
    let error = shuttle::state_graph(limits(15), body).unwrap_err();
    assert_eq!(error, GraphError::TooLarge { most: 15 });
    let error = shuttle::state_graph(GraphLimits::default(), || counters::racy(4, 4));
    assert_eq!(
        error.unwrap_err().to_string(),
        "the state graph has more than 2000 nodes; explore fewer processes or shorter ones"
    );
}

#[test]
fn what_makes_a_report_bounded_has_no_graph() {
    let why = |body: fn() -> u32| {
        let limits = GraphLimits {
            steps: 300,
            ..GraphLimits::default()
        };
        let error = shuttle::state_graph(limits, body).unwrap_err();
        assert!(matches!(error, GraphError::Bounded { .. }), "{error}");
        error.to_string()
    };
    assert!(why(waiting::gives_up_looking).ends_with("not every moment to leave was explored"));
    assert!(why(waiting::looks_without_saying_so).contains("over 300 steps"));
    let random = || {
        let child = sync::thread::spawn(|| ());
        child.join().unwrap();
        ::shuttle::rand::Rng::r#gen::<u32>(&mut ::shuttle::rand::thread_rng())
    };
    assert!(why(random).ends_with("the program asks for random numbers"));
    let past = || {
        let inner = Arc::new(::shuttle::sync::Mutex::new(0));
        let other = Arc::clone(&inner);
        let child = sync::thread::spawn(move || *other.lock().unwrap() += 1);
        child.join().unwrap();
        *inner.lock().unwrap()
    };
    assert!(why(past).contains("past the facade"));
}

#[test]
fn a_program_that_is_not_a_function_of_its_schedule_has_no_graph() {
    static TURN: AtomicU32 = AtomicU32::new(0);
    let body = || odd::by_a_clock(TURN.fetch_add(1, SeqCst));
    let error = shuttle::state_graph(GraphLimits::default(), body).unwrap_err();
    assert!(matches!(error, GraphError::NotAFunction { .. }), "{error}");
}

/// A looks, and B raises a flag and takes it down. Whether A has seen it is nowhere
/// but in A.
fn saw_it() -> bool {
    let flag = Arc::new(sync::atomic::AtomicU32::new(0));
    let other = Arc::clone(&flag);
    let looks = sync::thread::spawn(move || other.load(SeqCst) == 1);
    let raises = sync::thread::spawn(move || {
        flag.store(1, SeqCst);
        flag.store(0, SeqCst);
    });
    raises.join().unwrap();
    looks.join().unwrap()
}

#[test]
fn points_with_the_same_shared_values_are_not_one_node() {
    let graph = graph(saw_it);
    let seen = graph.follow(&schedule("BAB")).unwrap();
    let missed = graph.follow(&schedule("ABB")).unwrap();
    // The shared values are the same, and each process is at the same place: merged by
    // these alone, one outcome would be lost.
    let (seen, missed) = (&graph.nodes[seen], &graph.nodes[missed]);
    assert_eq!(seen.shared, missed.shared);
    assert_eq!(seen.points, missed.points);
    assert_eq!(seen.outcome.as_deref(), Some("true"));
    assert_eq!(missed.outcome.as_deref(), Some("false"));
    assert_eq!(graph.outcomes(), BTreeSet::from(["false", "true"]));
}

/// The nodes that cannot be told apart by the shared values and the places, but have
/// different futures.
fn would_be_merged_wrongly(graph: &StateGraph) -> usize {
    let mut futures: BTreeMap<String, BTreeSet<BTreeSet<&str>>> = BTreeMap::new();
    for (number, node) in graph.nodes.iter().enumerate() {
        let seen = format!("{:?} {:?}", node.shared, node.points);
        futures
            .entry(seen)
            .or_default()
            .insert(graph.outcomes_from(number));
    }
    futures.values().filter(|all| all.len() > 1).count()
}

#[test]
fn what_is_inside_of_a_lock_or_a_channel_keeps_nodes_apart() {
    // In both programs the steps are the same in either order, and what they see; only
    // the data tell.
    let locked = || {
        let list = Arc::new(sync::Mutex::new(String::new()));
        let push = |letter: char| {
            let list = Arc::clone(&list);
            sync::thread::spawn(move || list.lock().unwrap().push(letter))
        };
        let children = [push('A'), push('B')];
        for child in children {
            child.join().unwrap();
        }
        let list = list.lock().unwrap();
        list.clone()
    };
    let sent = || {
        let (sender, receiver) = sync::mpsc::channel();
        let send = |letter: char| {
            let sender = sender.clone();
            sync::thread::spawn(move || sender.send(letter).unwrap())
        };
        let children = [send('A'), send('B')];
        for child in children {
            child.join().unwrap();
        }
        drop(sender);
        receiver.iter().collect::<String>()
    };
    for graph in [graph(locked), graph(sent)] {
        assert_eq!(graph.outcomes(), BTreeSet::from(["\"AB\"", "\"BA\""]));
        assert_ne!(would_be_merged_wrongly(&graph), 0);
    }
}

/// Whether the graph of a program agrees with all its interleavings. `None` where one
/// of them is refused or cut short: then both must be.
fn agrees<T: Clone + Ord + Debug + Send + 'static>(
    limits: Limits,
    body: impl Fn() -> T + Clone + Send + Sync + 'static,
) -> Option<(StateGraph, Report<T>)> {
    let ends = Arc::new(Mutex::new(Vec::new()));
    let found = Arc::clone(&ends);
    let unreduced = shuttle::interleavings(limits, body.clone(), move |outcome, _, _| {
        found.lock().unwrap().push(outcome.to_string());
    });
    let most = GraphLimits {
        nodes: 20_000,
        steps: limits.steps,
    };
    let graph = match shuttle::state_graph(most, body.clone()) {
        Ok(graph) => graph,
        Err(error) => {
            assert!(matches!(error, GraphError::Bounded { .. }), "{error}");
            let bounded = matches!(unreduced.coverage(), Coverage::Bounded { .. });
            assert!(bounded, "{error}, and not {unreduced}");
            return None;
        }
    };
    if *unreduced.coverage() != Coverage::Exhaustive {
        return None;
    }
    let text = |outcome: &Outcome<T>| outcome.to_string();
    let outcomes: BTreeSet<String> = unreduced.outcomes().iter().map(text).collect();
    let mine: BTreeSet<String> = graph.outcomes().into_iter().map(str::to_owned).collect();
    assert_eq!(mine, outcomes);
    assert_eq!(graph.ways()[graph.start], unreduced.executions());
    let reduced = shuttle::explore_within(limits, body);
    assert_eq!(reduced.outcomes(), unreduced.outcomes());
    for (outcome, reached) in reduced.reached() {
        let witness = reached.witness.as_ref().expect("a model records its steps");
        let schedule = witness.schedule().expect("it is an interleaving");
        walks_along(&graph, schedule, &witness.rows(), &witness.shared());
        let node = &graph.nodes[end(&graph, schedule)];
        assert_eq!(node.outcome, Some(outcome.to_string()), "{schedule}");
    }
    Some((graph, reduced))
}

/// A witness reads what is shared back from its steps; the graph has it from the states
/// of the objects. They must say the same.
fn walks_along(
    graph: &StateGraph,
    schedule: &Schedule,
    rows: &[interleave::Row],
    shared: &[&interleave::Object],
) {
    let mut at = graph.start;
    assert_eq!(rows.len(), schedule.steps().len());
    for row in rows {
        let edge = graph.nodes[at].edge(row.process).expect("it can go on");
        at = edge.to;
        assert_eq!(edge.place, row.place);
        for (object, holds) in shared.iter().zip(&row.shared) {
            let mut objects = graph.objects.iter();
            // Names of objects that children make hang on the execution.
            if let Some(there) = objects.position(|other| other.name == object.name) {
                assert_eq!(graph.nodes[at].shared[there], *holds, "{row:?}");
                assert!(edge.says == row.says, "{} and {}", edge.says, row.says);
            }
        }
    }
}

#[test]
fn the_paths_are_the_interleavings() {
    fn agree<T: Clone + Ord + Debug + Send + 'static>(
        body: impl Fn() -> T + Clone + Send + Sync + 'static,
    ) {
        let limits = Limits::default();
        assert!(agrees(limits, body).is_some(), "the program has no graph");
    }
    agree(|| counters::racy(2, 2));
    agree(|| counters::racy(3, 1));
    agree(|| counters::atomic(2, 3));
    agree(|| counters::locked(2, 2));
    agree(|| counters::locked(3, 1));
    agree(|| counters::lock_per_access(2, 1));
    agree(counters::opposite_locks);
    agree(counters::deadlock_beside_another);
    agree(counters::panics_if_late);
    agree(counters::waits_for_ever);
    agree(facade::poison);
    agree(odd::nobody_joins);
    agree(odd::main_blocks_itself);
    agree(odd::joins_itself);
    agree(waiting::spins_for_a_flag);
    agree(waiting::spin_lock);
    agree(waiting::believes_the_wake_up);
    agree(waiting::looks_again);
    agree(waiting::parks_once);
    agree(waiting::waits_once_at_a_futex);
    agree(waiting::wakes_too_early);
    agree(waiting::two_of_three);
    agree(saw_it);
}

#[test]
fn a_livelock_ends_where_the_vain_rounds_begin() {
    let graph = graph(counters::waits_for_ever);
    // The child looks twice, and waits from then on.
    assert_eq!(size(&graph), (3, 2));
    let node = &graph.nodes[2];
    assert!(
        node.outcome
            .as_deref()
            .is_some_and(|text| text.starts_with("livelock: "))
    );
    assert!(matches!(&node.points[1], Point::Waits { says, .. } if says.contains("changes")));
}

#[test]
fn who_loops_can_tell_a_change_and_back_from_none() {
    // B changes x and changes it back while A, which goes round a loop, is between its
    // looks: with the same values A then waits, or has one more look.
    let body = || {
        let shared = Arc::new([0, 0].map(sync::atomic::AtomicU32::new));
        let (one, two) = (Arc::clone(&shared), Arc::clone(&shared));
        let loops = sync::thread::spawn(move || {
            while one[0].load(SeqCst) == 0 && one[1].load(SeqCst) == 0 {
                sync::hint::spin_loop();
            }
        });
        let changes = sync::thread::spawn(move || {
            two[0].store(5, SeqCst);
            two[0].store(0, SeqCst);
            two[1].store(1, SeqCst);
        });
        loops.join().unwrap();
        changes.join().unwrap();
    };
    assert!(agrees(Limits::default(), body).is_some());
}

#[test]
fn random_programs_agree() {
    let config = Config {
        rng_seed: RngSeed::Fixed(3),
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    let limits = Limits {
        executions: 1_500,
        steps: 3_000,
        time: Duration::from_secs(20),
        spurious_wakeups: 0,
    };
    let mut compared = 0;
    for _ in 0..600 {
        let program = generate::program().new_tree(&mut runner).unwrap().current();
        println!("{program:?}");
        let again = program.clone();
        compared += usize::from(agrees(limits, move || random::run(&again)).is_some());
    }
    assert!(compared > 300, "only {compared} programs were small enough");
}

#[test]
fn a_graph_says_what_can_still_come() {
    let graph = graph(|| counters::racy(2, 1));
    let after = |text| graph.outcomes_from(graph.follow(&schedule(text)).unwrap());
    assert_eq!(after("A"), BTreeSet::from(["1", "2"]));
    assert_eq!(after("AA"), BTreeSet::from(["2"]));
    assert_eq!(after("AB"), BTreeSet::from(["1"]));
    assert_eq!(graph.rest(graph.start), graph.start);
    assert!(graph.nodes[graph.start].edge(Process::MAIN).is_none());
}
