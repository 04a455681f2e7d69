//! Events.

use std::time::Duration;

use handles::real::spaces::start;
use manager::Makes;
use manager::real::channel::serve;

use super::direct::Direct;

#[test]
fn it_is_set_and_cleared() {
    serve(|manager| {
        let event = manager.event().unwrap();
        assert!(!event.is_set().unwrap());
        assert!(!event.wait_for(Duration::ZERO).unwrap());
        event.set().unwrap();
        event.set().unwrap();
        assert!(event.is_set().unwrap());
        assert!(event.wait_for(Duration::from_secs(1)).unwrap());
        event.wait().unwrap();
        event.clear().unwrap();
        assert!(!event.is_set().unwrap());
    });
}

#[test]
fn what_was_done_before_it_was_set_is_seen() {
    serve(|manager| {
        let (event, list) = (manager.event().unwrap(), manager.list([]).unwrap());
        let processes = Vec::from_iter((0..3).map(|_| {
            start(&(event.clone(), list.clone()), |(event, list)| {
                event.wait().unwrap();
                list.to_vec().unwrap()
            })
        }));
        list.append(&7).unwrap();
        event.set().unwrap();
        for process in processes {
            assert_eq!(process.join().unwrap(), [7]);
        }
    });
}

#[test]
fn all_who_wait_are_let_go_and_stay_so() {
    let here = Direct::of_new_server();
    let event = here.event().unwrap();
    let waiting = [(); 3].map(|()| here.another());
    for process in &waiting {
        assert_eq!(process.of(&event).wait().unwrap_err(), Direct::WAITS);
        assert_eq!(process.late::<bool>(), None);
    }
    event.set().unwrap();
    event.clear().unwrap();
    for process in &waiting {
        assert_eq!(process.late(), Some(Ok(true)));
    }
    let late = here.another();
    assert_eq!(late.of(&event).wait().unwrap_err(), Direct::WAITS);
}

#[test]
fn who_waits_too_long_is_told_so() {
    let here = Direct::of_new_server();
    let event = here.event().unwrap();
    let other = here.another();
    let waits = other.of(&event).wait_for(Duration::from_millis(5));
    assert_eq!(waits.unwrap_err(), Direct::WAITS);
    assert_eq!(other.time_is_over(), Some(Duration::from_millis(5)));
    assert_eq!(other.late(), Some(Ok(false)));
    event.set().unwrap();
    assert_eq!(other.late::<bool>(), None, "it waits no longer");
}

#[test]
fn who_dies_while_it_waits_is_forgotten() {
    let here = Direct::of_new_server();
    let event = here.event().unwrap();
    let [dead, alive] = [(); 2].map(|()| here.another());
    for process in [&dead, &alive] {
        assert_eq!(process.of(&event).wait().unwrap_err(), Direct::WAITS);
    }
    dead.dies(true);
    event.set().unwrap();
    assert_eq!(alive.late(), Some(Ok(true)));
    assert_eq!(dead.late::<bool>(), None);
}
