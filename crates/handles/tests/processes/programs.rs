//! Programs of their own: those that begin in a wrong way, and what they say; and what
//! programs leave behind.

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use handles::live::{Context, Handle, Member, bootstrap, family_key};
use handles::{StartMethod, entries};
use libtest_mimic::Trial;
use os::{ExitStatus, Patience, Received, Wire, spawn_again};
use recursive_lock::real::semaphore::Semaphore;
use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};

use super::case::{Outcome, case};
use super::start::{goes_well, nothing};

/// Names the program that this test program is, instead of running cases.
const PROGRAM: &str = "HANDLES_TEST_PROGRAM";

/// The first argument of a spawned child.
const MARK: &str = "--spawned-child";

const ALL: [(&str, fn()); 8] = [
    ("no_bootstrap", no_bootstrap),
    ("bootstrap_twice", bootstrap_twice),
    ("closure_as_entry", closure_as_entry),
    ("pointer_as_entry", pointer_as_entry),
    ("bootstrap_not_reached", bootstrap_not_reached),
    ("key_before_bootstrap", key_before_bootstrap),
    ("prints", prints),
    ("module_level", module_level),
];

pub(crate) fn is_one() -> bool {
    env::var_os(PROGRAM).is_some()
}

pub(crate) fn main() {
    let name = env::var(PROGRAM).unwrap();
    let (_, run) = ALL.iter().find(|(known, _)| *known == name).unwrap();
    run();
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        case("a program without bootstrap spawns nothing", || {
            let output = run("no_bootstrap", &[])?;
            let words = "a spawned child cannot find processes::processes::start::nothing: begin \
                         main() with `handles::live::bootstrap(entries![…])`, and name it there\n";
            assert_eq!(text(&output.stdout), words);
            assert!(output.status.success(), "{output:?}");
            Ok(())
        }),
        case("bootstrap is called once", || {
            panics_with(
                "bootstrap_twice",
                "bootstrap() is called once, at the beginning of main()",
            )
        }),
        case("a closure is no entry", || {
            panics_with(
                "closure_as_entry",
                "an entry must be a function with a name: \
                 processes::processes::programs::closure_as_entry::{{closure}} is none",
            )
        }),
        case("a function pointer is no entry", || {
            panics_with(
                "pointer_as_entry",
                "an entry must be a function with a name: fn(()) is none",
            )
        }),
        case("a child that never comes to bootstrap is noticed", || {
            let output = run("bootstrap_not_reached", &[])?;
            let told = text(&output.stdout);
            // Whether it ends before it is told or after is a race.
            let early = "the spawned child exited with code 3 before it had read what to do: let \
                         `bootstrap` be the first call of main()\n";
            assert!(told == early || told == "exited with code 3\n", "{told}");
            Ok(())
        }),
        case(
            "a child that asks for a key before bootstrap is refused",
            || {
                let output = run("key_before_bootstrap", &[])?;
                let why = "the key of its family was asked for before `bootstrap`";
                assert_eq!(
                    text(&output.stdout),
                    format!("exited with code 1: it panicked at its first step: {why}\n")
                );
                Ok(())
            },
        ),
        case("the mark by hand is refused", by_hand),
        case("a child that is told nonsense says so and ends", nonsense),
        case(
            "what a spawned child prints is printed once and whole",
            || {
                let output = run("prints", &[])?;
                assert_eq!(text(&output.stdout), "parent, child, parent\n");
                Ok(())
            },
        ),
        case("test_global_named_resource_spawn", leaves_nothing),
        case("control: a name in a folder is noticed", named),
    ]
}

/// Runs this program as another one.
fn run(name: &str, arguments: &[&str]) -> Result<Output, std::io::Error> {
    let mut command = Command::new("/proc/self/exe");
    command.env(PROGRAM, name).env("RUST_BACKTRACE", "0");
    command.args(arguments).stdin(Stdio::null()).output()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("programs write text")
}

fn panics_with(name: &str, words: &str) -> Outcome {
    let output = run(name, &[])?;
    assert_eq!(output.status.code(), Some(101));
    let errors = text(&output.stderr);
    assert!(errors.lines().any(|line| line == words), "{errors}");
    Ok(())
}

fn no_bootstrap() {
    let context = Context::new(StartMethod::Spawn);
    println!("{}", context.process(nothing, ()).start().unwrap_err());
    goes_well(Context::new(StartMethod::Fork).process(nothing, ())).unwrap();
}

fn bootstrap_twice() {
    bootstrap(entries![nothing]);
    bootstrap(entries![nothing]);
}

fn closure_as_entry() {
    bootstrap(entries![nothing, |(): ()| ()]);
}

fn pointer_as_entry() {
    bootstrap(entries![nothing, nothing as fn(())]);
}

fn bootstrap_not_reached() {
    if env::args().nth(1).is_some_and(|first| first == MARK) {
        std::process::exit(3);
    }
    bootstrap(entries![nothing]);
    let mut process = Context::new(StartMethod::Spawn).process(nothing, ());
    match process.start().and_then(|()| process.join()) {
        Ok(exit) => println!("{exit}"),
        Err(error) => println!("{error}"),
    }
}

fn key_before_bootstrap() {
    family_key().unwrap();
    bootstrap(entries![nothing]);
    let mut process = Context::new(StartMethod::Spawn).process(nothing, ());
    process.start().unwrap();
    println!("{}", process.join().unwrap());
}

fn prints_child((): ()) {
    print!("child, ");
}

fn prints() {
    bootstrap(entries![prints_child]);
    print!("parent, ");
    goes_well(Context::new(StartMethod::Spawn).process(prints_child, ())).unwrap();
    println!("parent");
}

fn by_hand() -> Outcome {
    let file = fs::File::open("/proc/self/exe")?;
    let (stream, _other) = socketpair(
        AddressFamily::UNIX,
        SocketType::STREAM,
        SocketFlags::CLOEXEC,
        None,
    )?;
    for input in [Stdio::null(), Stdio::piped(), file.into(), stream.into()] {
        let mut command = Command::new("/proc/self/exe");
        let output = command.arg(MARK).stdin(input).output()?;
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(
            text(&output.stderr),
            "--spawned-child is for children that this program spawns itself\n"
        );
        assert_eq!(text(&output.stdout), "");
    }
    Ok(())
}

/// Spawns a child of this program by hand, tells it this, and returns what it answers.
fn told(messages: &[&[u8]]) -> Result<(ExitStatus, String), libtest_mimic::Failed> {
    let (ours, theirs) = Wire::pair()?;
    let child = {
        let nowhere = fs::File::options().write(true).open("/dev/null")?;
        let shown = std::os::fd::AsFd::as_fd(&std::io::stderr()).try_clone_to_owned()?;
        rustix::stdio::dup2_stderr(&nowhere)?;
        let child = spawn_again([MARK], theirs.into());
        rustix::stdio::dup2_stderr(&shown)?;
        child?
    };
    for message in messages {
        ours.send(message, &[])?;
    }
    // It sees that nobody will tell it more.
    let dropped = Wire::from(std::os::fd::AsFd::as_fd(&ours).try_clone_to_owned()?);
    rustix::net::shutdown(&dropped, rustix::net::Shutdown::Write)?;
    let status = child.wait()?;
    let Received::Message(answer) = ours.receive_within(Patience::None)? else {
        return Err("it did not answer".into());
    };
    let (message, _place): (String, String) =
        postcard::from_bytes(&answer.bytes).map_err(|error| error.to_string())?;
    Ok((status, message))
}

fn nonsense() -> Outcome {
    let parent = Member {
        pid: std::process::id(),
        name: "MainProcess".into(),
    };
    let preparation = |entry: &str, key: &[u8]| {
        let preparation = (entry, "Process-1", "1", &parent, false, true, key);
        postcard::to_stdvec(&preparation).expect("it can be pickled")
    };
    let name = std::any::type_name_of_val(&nothing);
    let good = preparation(name, b"key");
    let keyless = preparation(name, b"");
    let unknown = preparation("elsewhere::unknown", b"key");
    let malformed = "the message is truncated, or holds something else";
    let cases: [(&str, &[&[u8]], &str); 8] = [
        ("nothing", &[][..], "its parent is gone"),
        ("half of it", &[&good], "its parent is gone"),
        ("garbage", &[&[0xff; 9], &[]], malformed),
        ("garbage, and no more", &[&[0xff; 9]], malformed),
        ("too little", &[&good[..good.len() - 1], &[]], malformed),
        ("no key", &[&keyless, &[]], malformed),
        ("wrong arguments", &[&good, &[1, 2, 3]], malformed),
        (
            "a stranger",
            &[&unknown, &[]],
            "there is no entry elsewhere::unknown",
        ),
    ];
    for (what, messages, words) in cases {
        let (status, message) = told(messages)?;
        assert_eq!(status, ExitStatus::Exited(1), "{what}");
        assert!(message.ends_with(words), "{what}: {message}");
        assert!(!message.contains('\n'), "{message}");
    }
    Ok(())
}

/// What CPython's test has at the level of its module.
static SEMAPHORE: OnceLock<Handle<Semaphore>> = OnceLock::new();

fn takes((semaphore, whole): (Handle<Semaphore>, String)) {
    semaphore.acquire();
    assert_eq!(whole.len(), 1 << 20);
    assert_eq!(names_in(&folders()), Vec::<String>::new());
}

/// Where things have names: there a thing is left behind when nobody removes it.
fn folders() -> [PathBuf; 2] {
    ["/dev/shm".into(), env::temp_dir()]
}

/// All that this process has open or mapped in such a folder.
fn names_in(folders: &[PathBuf]) -> Vec<String> {
    let maps = fs::read_to_string("/proc/self/maps").expect("/proc is mounted");
    let mapped = maps
        .lines()
        .filter_map(|line| line.split_whitespace().nth(5))
        .map(PathBuf::from);
    let open = fs::read_dir("/proc/self/fd").expect("/proc is mounted");
    let open = open.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    mapped
        .chain(open)
        .filter(|path| folders.iter().any(|folder| path.starts_with(folder)))
        .map(|path| path.display().to_string())
        .collect()
}

fn module_level() {
    bootstrap(entries![takes]);
    for method in [StartMethod::Spawn, StartMethod::Fork] {
        let context = Context::new(method);
        let semaphore = context.share(Semaphore::new(1).unwrap()).unwrap();
        let semaphore = SEMAPHORE.get_or_init(|| semaphore);
        // Long enough to travel as a file.
        let arguments = (semaphore.clone(), "x".repeat(1 << 20));
        goes_well(context.process(takes, arguments)).unwrap();
        semaphore.release().unwrap();
    }
    assert_eq!(names_in(&folders()), Vec::<String>::new());
    println!("done");
    std::io::stdout().flush().unwrap();
    // No destructor runs.
    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL)
        .unwrap();
}

/// A folder of one's own for what is temporary.
fn own_folder(name: &str) -> Result<PathBuf, std::io::Error> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

// CPython looks whether its tracker complains. Here there is no tracker and no name.
fn leaves_nothing() -> Outcome {
    let folder = own_folder("leaves-nothing")?;
    let output = Command::new("/proc/self/exe")
        .env(PROGRAM, "module_level")
        .env("TMPDIR", &folder)
        .output()?;
    assert_eq!(text(&output.stderr), "");
    assert_eq!(text(&output.stdout), "done\n");
    assert_eq!(output.status.code(), None, "it was killed");
    assert_eq!(fs::read_dir(&folder)?.count(), 0);
    fs::remove_dir(&folder)?;
    Ok(())
}

fn named() -> Outcome {
    let folder = own_folder("named")?;
    let folders = [folder.clone()];
    assert_eq!(names_in(&folders), Vec::<String>::new());
    let file = fs::File::create(folder.join("left"))?;
    assert_eq!(names_in(&folders).len(), 1);
    drop(file);
    assert_eq!(names_in(&folders), Vec::<String>::new());
    fs::remove_dir_all(&folder)?;
    Ok(())
}
