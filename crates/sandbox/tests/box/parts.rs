//! What this program does as a job: it tries one thing, and says whether it could.

use std::fs::{self, File, OpenOptions};
use std::hint::black_box;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::fd::AsRawFd;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
use std::process::{Command, Stdio};
use std::thread;

use nix::sys::stat::Mode;
use rustix::fs::MemfdFlags;
use rustix::process::{self, Pid, Resource, Signal};

/// The first argument of this program as a part.
pub(crate) const MARK: &str = "--part";

/// The variable that names another copy of this program, to be started instead of it.
pub(crate) const COPY: &str = "COPY";

/// What a part is given.
type Given<'a> = &'a [String];

/// Never returns in a process that is a part.
pub(crate) fn become_part() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mark, name, given @ ..] = &arguments[..] else {
        return;
    };
    if mark != MARK {
        return;
    }
    match run(name, given) {
        Ok(()) => println!("could"),
        Err(error) => println!("could not: {error}"),
    }
    std::process::exit(0);
}

fn run(name: &str, given: Given<'_>) -> io::Result<()> {
    let first = given.first().map_or("", String::as_str);
    let second = given.get(1).map_or("", String::as_str);
    match name {
        // Files.
        "read" => fs::read(first).map(drop),
        "list" => fs::read_dir(first).map(drop),
        "append" => File::options().append(true).open(first).map(drop),
        "write" => fs::write(first, second),
        "remove" => fs::remove_file(first),
        "rename" => fs::rename(first, second),
        "link" => fs::hard_link(first, second),
        "symlink" => std::os::unix::fs::symlink(first, second),
        "fifo" => Ok(nix::unistd::mkfifo(first, Mode::S_IRWXU)?),
        "chmod" => fs::set_permissions(first, fs::Permissions::from_mode(0o777)),
        "cut" => {
            let mut cut = OpenOptions::new();
            cut.read(true)
                .custom_flags(rustix::fs::OFlags::TRUNC.bits().cast_signed());
            cut.open(first).map(drop)
        }
        "inherited" => inherited(),
        "own memory" => File::options().write(true).open("/proc/self/mem").map(drop),
        // Network.
        "connect" => TcpStream::connect(first).map(drop),
        "listen" => TcpListener::bind("127.0.0.1:0").map(drop),
        "udp" => UdpSocket::bind("127.0.0.1:0").map(drop),
        "unix" => UnixStream::connect(first).map(drop),
        "unix file" => UnixListener::bind(first).map(drop),
        "abstract" => UnixStream::connect_addr(&SocketAddr::from_abstract_name(first)?).map(drop),
        // Processes.
        "start" => itself(&["nothing"]).status().map(drop),
        "session" => Ok(process::setsid().map(drop)?),
        "group" => Ok(process::setpgid(None, None)?),
        "signal" => Ok(process::test_kill_process(pid(first)?)?),
        "signal parent" => Ok(process::getppid().map_or(Ok(()), process::test_kill_process)?),
        "limit parent" => limit_parent(),
        "anonymous file" => Ok(rustix::fs::memfd_create("any", MemfdFlags::CLOEXEC).map(drop)?),
        "child" => match itself_heard(first)? {
            true => Ok(()),
            false => Err(io::Error::other("the child could not")),
        },
        "ask" => ask(first, second),
        "nothing" => Ok(()),
        "leave" => leave(first),
        "stay" => stay(),
        "bomb" => bomb(first),
        // Limits.
        "spin" => spin(),
        "memory" => memory(),
        "deep" => deep(),
        "deep on a thread" => thread::spawn(deep)
            .join()
            .map_err(|_| io::Error::other("panic"))?,
        "abort" => std::process::abort(),
        "kill" => Ok(process::kill_process(process::getpid(), Signal::KILL)?),
        "panic" => panic!("as it was told"),
        "flood" => flood(&mut io::stdout().lock()),
        "flood errors" => flood(&mut io::stderr().lock()),
        "long file" => fs::write(first, vec![b'x'; 2 << 20]),
        "many files" => many_files(first),
        "many threads" => many_threads(),
        // Honest ones.
        "echo" => io::copy(&mut io::stdin(), &mut io::stdout()).map(drop),
        "work" => work(first, second),
        "environment" => environment(),
        other => Err(io::Error::other(format!("there is no part {other}"))),
    }
}

/// This program, or a copy of it, in another part.
fn itself(part: &[&str]) -> Command {
    let copy = std::env::var_os(COPY);
    let own = copy
        .or_else(|| std::env::args_os().next())
        .unwrap_or_default();
    let mut command = Command::new(own);
    command.arg(MARK).args(part);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Whether another process of this program could do a part.
fn itself_heard(part: &str) -> io::Result<bool> {
    let heard = itself(&[part]).stdout(Stdio::piped()).output()?;
    Ok(heard.stdout.ends_with(b"could\n"))
}

/// Runs a job that stays, in the box with this name, and says before that it does.
fn ask(name: &str, mark: &str) -> io::Result<()> {
    let tried = sandbox::probe().tried.into_iter();
    let works = tried
        .filter(|one| one.name == name)
        .find_map(|one| one.outcome.ok());
    let works = works.ok_or_else(|| io::Error::other("there is no such box"))?;
    let job = crate::job::part("stay", &[mark]);
    println!("asking");
    works.run(&job).map_err(io::Error::other).map(drop)
}

fn pid(text: &str) -> io::Result<Pid> {
    let pid = text.parse().ok().and_then(Pid::from_raw);
    pid.ok_or_else(|| io::Error::other("no number of a process"))
}

/// A gap in the numbers of new descriptors is one that was open before.
fn inherited() -> io::Result<()> {
    let mut opened = Vec::new();
    while let Ok(file) = File::open("/dev/null") {
        opened.push(file);
        if opened.len() == 50 {
            break;
        }
    }
    let last = opened.last().map_or(0, AsRawFd::as_raw_fd);
    let expected = opened.len() + 2;
    match usize::try_from(last) == Ok(expected) {
        true => Err(io::Error::other("nothing was open")),
        false => Ok(()),
    }
}

fn limit_parent() -> io::Result<()> {
    let now = process::getrlimit(Resource::Core);
    process::prlimit(process::getppid(), Resource::Core, now)?;
    Ok(())
}

/// Starts a process that stays, if it can in a session of its own, and ends.
fn leave(mark: &str) -> io::Result<()> {
    let mut child = itself(&["stay", mark]).stdout(Stdio::piped()).spawn()?;
    let mut said = [0];
    child
        .stdout
        .take()
        .map_or(Ok(()), |mut stdout| stdout.read_exact(&mut said))
}

fn stay() -> ! {
    // Refused in a box; then it stays in the group.
    _ = process::setsid();
    println!("staying");
    loop {
        thread::park();
    }
}

/// Two of itself, and each of them two.
fn bomb(mark: &str) -> ! {
    loop {
        for _ in 0..2 {
            drop(itself(&["bomb", mark]).spawn());
        }
    }
}

fn spin() -> ! {
    let mut turns = 0_u64;
    loop {
        turns = black_box(turns.wrapping_add(1));
    }
}

fn memory() -> ! {
    let mut all = Vec::new();
    loop {
        all.push(black_box(vec![1_u8; 16 << 20]));
    }
}

fn deep() -> io::Result<()> {
    #[expect(unconditional_recursion, reason = "the stack is to overflow")]
    fn deeper() -> u64 {
        black_box(deeper()) + 1
    }
    println!("{}", deeper());
    Ok(())
}

fn flood(to: &mut impl Write) -> io::Result<()> {
    loop {
        to.write_all(&[b'x'; 65536])?;
    }
}

fn many_files(folder: &str) -> io::Result<()> {
    for number in 0_u64.. {
        fs::write(format!("{folder}/{number}"), vec![b'x'; 1 << 20])?;
    }
    Ok(())
}

fn many_threads() -> io::Result<()> {
    loop {
        thread::Builder::new()
            .stack_size(1 << 16)
            .spawn(thread::park)?;
    }
}

/// Reads what it was given, computes on a thread, and writes.
fn work(from: &str, to: &str) -> io::Result<()> {
    let mut text = String::new();
    File::open(from)?.read_to_string(&mut text)?;
    let turned = thread::spawn(move || text.chars().rev().collect::<String>());
    let turned = turned
        .join()
        .map_err(|_| io::Error::other("the thread panicked"))?;
    let draft = format!("{to}.draft");
    File::create(&draft)?.write_all(turned.as_bytes())?;
    fs::rename(draft, to)
}

fn environment() -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    for (name, value) in std::env::vars() {
        writeln!(stdout, "{name}={value}")?;
    }
    Ok(())
}
