//! The system calls that a job may make, by what they are for. What is not here is
//! refused: sockets, signals to others, other processes' memory and limits, mounts,
//! namespaces, keys, `io_uring`, `bpf`, `perf`, `userfaultfd`, anonymous files, shared
//! memory that outlives its makers, sessions and groups of its own, and whatever a later
//! kernel adds.

use libc as c;

use crate::Children;

/// A call, allowed if all tests hold of its arguments. A call may be listed several
/// times, with other tests.
pub(super) struct Call {
    pub(super) number: i64,
    pub(super) tests: Vec<Test>,
}

/// A test of an argument, by its place from 0.
#[derive(Clone, Copy)]
pub(super) enum Test {
    /// It is this.
    Is(u8, u64),
    /// Under this mask it is this.
    Bits(u8, u64, u64),
}

use Test::{Bits, Is};

/// All that a job may call.
pub(super) fn allowed(children: Children) -> Vec<Call> {
    let mut plain = [FILES, WAITING, MEMORY, THREADS, TIME, SIGNALS, ITSELF].concat();
    let mut tested = [opening(), itself()].concat();
    match children {
        Children::Threads => tested.push((c::SYS_clone, vec![new(c::CLONE_THREAD)])),
        Children::Processes => {
            plain.extend([PROCESSES, MODES].concat());
            tested.push((c::SYS_clone, vec![new(0)]));
            tested.push((c::SYS_socketpair, pair(c::SOCK_SEQPACKET)));
            tested.push((c::SYS_socketpair, pair(c::SOCK_STREAM)));
        }
    }
    #[cfg(target_arch = "x86_64")]
    {
        plain.extend(OLD);
        if children == Children::Processes {
            plain.extend(OLD_PROCESSES);
        }
    }
    let plain = plain.into_iter().map(|number| (number, Vec::new()));
    let all = plain.chain(tested);
    all.map(|(number, tests)| Call { number, tests }).collect()
}

/// What is open, and names of files: which files, Landlock says.
const FILES: &[i64] = &[
    c::SYS_read,
    c::SYS_readv,
    c::SYS_pread64,
    c::SYS_preadv,
    c::SYS_preadv2,
    c::SYS_write,
    c::SYS_writev,
    c::SYS_pwrite64,
    c::SYS_pwritev,
    c::SYS_pwritev2,
    c::SYS_lseek,
    c::SYS_close,
    c::SYS_close_range,
    c::SYS_dup,
    c::SYS_dup3,
    c::SYS_pipe2,
    c::SYS_fstat,
    c::SYS_newfstatat,
    c::SYS_statx,
    c::SYS_statfs,
    c::SYS_fstatfs,
    c::SYS_faccessat,
    c::SYS_faccessat2,
    c::SYS_readlinkat,
    c::SYS_getcwd,
    c::SYS_chdir,
    c::SYS_fchdir,
    c::SYS_getdents64,
    c::SYS_fsync,
    c::SYS_fdatasync,
    c::SYS_ftruncate,
    c::SYS_fallocate,
    c::SYS_fadvise64,
    c::SYS_flock,
    c::SYS_copy_file_range,
    c::SYS_sendfile,
    c::SYS_mkdirat,
    c::SYS_unlinkat,
    RENAMEAT,
    c::SYS_renameat2,
    c::SYS_linkat,
    c::SYS_umask,
];

#[cfg(target_arch = "x86_64")]
const RENAMEAT: i64 = c::SYS_renameat;

/// The C library's own number, which the crate does not name.
#[cfg(target_arch = "aarch64")]
const RENAMEAT: i64 = 38;

/// Waiting for something to happen to what is open.
const WAITING: &[i64] = &[
    c::SYS_ppoll,
    c::SYS_pselect6,
    c::SYS_epoll_create1,
    c::SYS_epoll_ctl,
    c::SYS_epoll_pwait,
    c::SYS_eventfd2,
];

const MEMORY: &[i64] = &[
    c::SYS_mmap,
    c::SYS_munmap,
    c::SYS_mprotect,
    c::SYS_mremap,
    c::SYS_madvise,
    c::SYS_mincore,
    c::SYS_msync,
    c::SYS_brk,
    c::SYS_membarrier,
];

const THREADS: &[i64] = &[
    c::SYS_futex,
    c::SYS_set_robust_list,
    c::SYS_get_robust_list,
    c::SYS_set_tid_address,
    c::SYS_rseq,
    c::SYS_gettid,
    c::SYS_getcpu,
    c::SYS_sched_yield,
    c::SYS_sched_getaffinity,
    c::SYS_exit,
];

const TIME: &[i64] = &[
    c::SYS_clock_gettime,
    c::SYS_clock_getres,
    c::SYS_clock_nanosleep,
    c::SYS_nanosleep,
    c::SYS_gettimeofday,
    c::SYS_times,
];

/// Receiving signals. Sending them is below.
const SIGNALS: &[i64] = &[
    c::SYS_rt_sigaction,
    c::SYS_rt_sigprocmask,
    c::SYS_rt_sigpending,
    c::SYS_rt_sigtimedwait,
    c::SYS_rt_sigsuspend,
    c::SYS_rt_sigreturn,
    c::SYS_sigaltstack,
    c::SYS_restart_syscall,
];

/// Who a process is, and its end. Executing a program starts none: the box stays.
const ITSELF: &[i64] = &[
    c::SYS_execve,
    c::SYS_exit_group,
    c::SYS_getpid,
    c::SYS_getppid,
    c::SYS_getpgid,
    c::SYS_getuid,
    c::SYS_geteuid,
    c::SYS_getgid,
    c::SYS_getegid,
    c::SYS_getgroups,
    c::SYS_getrusage,
    c::SYS_getrandom,
    c::SYS_sysinfo,
    c::SYS_uname,
];

/// Starting processes and waiting for them. `clone3` has its flags where no filter sees
/// them; without it, `clone` is asked.
const PROCESSES: &[i64] = &[
    c::SYS_wait4,
    c::SYS_waitid,
    c::SYS_pidfd_open,
    c::SYS_recvfrom,
    c::SYS_recvmsg,
];

/// What a linker does to the program that it has made. Landlock has no say here: the
/// files need not be the job's, only its user's.
const MODES: &[i64] = &[c::SYS_fchmod, c::SYS_fchmodat, c::SYS_utimensat];

/// What x86-64 has besides, from earlier times.
#[cfg(target_arch = "x86_64")]
const OLD: &[i64] = &[
    c::SYS_access,
    c::SYS_arch_prctl,
    c::SYS_dup2,
    c::SYS_epoll_wait,
    c::SYS_getdents,
    c::SYS_getpgrp,
    c::SYS_link,
    c::SYS_lstat,
    c::SYS_mkdir,
    c::SYS_pipe,
    c::SYS_poll,
    c::SYS_readlink,
    c::SYS_rename,
    c::SYS_rmdir,
    c::SYS_select,
    c::SYS_stat,
    c::SYS_time,
    c::SYS_unlink,
];

#[cfg(target_arch = "x86_64")]
const OLD_PROCESSES: &[i64] = &[c::SYS_fork, c::SYS_vfork, c::SYS_chmod];

/// Opening files. To cut a file off is to write to it, which kernels before 6.2 do not ask
/// Landlock about when it is opened for reading: so it must be opened for writing.
fn opening() -> Vec<(i64, Vec<Test>)> {
    let open = |number: i64, flags: u8| {
        let cut = bits(c::O_TRUNC);
        let way = bits(c::O_ACCMODE);
        [
            (number, vec![Bits(flags, cut, 0)]),
            (number, vec![Bits(flags, way, bits(c::O_WRONLY))]),
            (number, vec![Bits(flags, way, bits(c::O_RDWR))]),
        ]
    };
    let mut all = Vec::from(open(c::SYS_openat, 2));
    #[cfg(target_arch = "x86_64")]
    all.extend(open(c::SYS_open, 1));
    all
}

/// Calls that reach others as well, and are allowed as far as they do not.
fn itself() -> Vec<(i64, Vec<Test>)> {
    // The launcher keeps its number as it becomes the job. What the job starts has another
    // number, and cannot even signal itself; then `abort` ends it by another signal.
    let own = bits(rustix::process::getpid().as_raw_nonzero().get());
    let only = |number: i64, argument: u8| {
        move |value: &c::c_int| (number, vec![Is(argument, bits(*value))])
    };
    let mut all = vec![
        (c::SYS_kill, vec![Is(0, own)]),
        (c::SYS_tgkill, vec![Is(0, own)]),
        (c::SYS_prlimit64, vec![Is(0, 0)]),
    ];
    all.extend(CONTROLS.iter().map(only(c::SYS_fcntl, 1)));
    #[allow(clippy::unnecessary_cast, reason = "C libraries differ in the type")]
    let devices = DEVICE_CONTROLS.iter().map(|one| *one as u64);
    all.extend(devices.map(|one| (c::SYS_ioctl, vec![Is(1, one)])));
    all.extend(PROCESS_CONTROLS.iter().map(only(c::SYS_prctl, 0)));
    all
}

/// Not among them: `F_SETOWN`, which has the kernel send signals to anybody.
const CONTROLS: &[c::c_int] = &[
    c::F_DUPFD,
    c::F_DUPFD_CLOEXEC,
    c::F_GETFD,
    c::F_SETFD,
    c::F_GETFL,
    c::F_SETFL,
    c::F_GETLK,
    c::F_SETLK,
    c::F_SETLKW,
    c::F_OFD_GETLK,
    c::F_OFD_SETLK,
    c::F_OFD_SETLKW,
];

/// Whether it is a terminal, how much can be read, whether to wait.
const DEVICE_CONTROLS: &[c::Ioctl] = &[c::TCGETS, c::FIONREAD, c::FIONBIO, c::FIOCLEX];

/// Names of threads and of memory.
const PROCESS_CONTROLS: &[c::c_int] = &[c::PR_SET_NAME, c::PR_GET_NAME, c::PR_SET_VMA];

/// A new thread or process has these flags, and no namespace of its own.
fn new(flags: c::c_int) -> Test {
    let namespaces = c::CLONE_NEWNS
        | c::CLONE_NEWCGROUP
        | c::CLONE_NEWUTS
        | c::CLONE_NEWIPC
        | c::CLONE_NEWUSER
        | c::CLONE_NEWPID
        | c::CLONE_NEWNET;
    Bits(0, bits(namespaces | flags), bits(flags))
}

/// Two ends of a stream that no name leads to: how Rust learns whether a program started.
fn pair(kind: c::c_int) -> Vec<Test> {
    let marks = c::SOCK_CLOEXEC | c::SOCK_NONBLOCK;
    vec![Is(0, bits(c::AF_UNIX)), Bits(1, !bits(marks), bits(kind))]
}

/// As the kernel sees the argument.
fn bits(value: c::c_int) -> u64 {
    u64::from(value.cast_unsigned())
}
