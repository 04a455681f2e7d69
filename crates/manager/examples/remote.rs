//! A service at an address: one program serves a board, and others connect to it, read the
//! board and write on it. They need not be started by one another, and can be on two
//! machines; they must have the same key.
//!
//! The key is read from a file or from the environment, never from the command line: who may
//! list the processes of a machine sees their command lines.
//!
//! Whoever connects makes an object of its own. What all of them share lies behind these
//! objects, in the server: here it is a board for each thread, and the server has one
//! thread.
//!
//! Without `--serve` and `--connect` the example does both: it starts the service and three
//! processes that connect to it.

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    linux::main()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("the processes of this example need Linux; the book and the exercises do not");
    std::process::exit(2);
}

#[cfg(target_os = "linux")]
mod linux {
    //! The example itself.

    use std::cell::RefCell;
    use std::fs;
    use std::os::fd::AsFd;
    use std::os::unix::fs::MetadataExt;
    use std::path::{Path, PathBuf};

    use anyhow::{Context as _, bail, ensure};
    use clap::Parser;
    use handles::StartMethod;
    use handles::entries;
    use handles::live::{AuthKey, Context, bootstrap};
    use manager::Makes;
    use manager::live::{Address, Limits, Manager, Service};
    use manager::server::Kinds;
    use nix::sys::signal::{SigSet, Signal};
    use nix::sys::signalfd::SignalFd;

    /// Serves a board at an address, or connects to it.
    ///
    /// In one terminal, with a key that others cannot read:
    ///
    ///   head -c 32 /dev/urandom > key && chmod 600 key
    ///   remote --serve tcp:127.0.0.1:5000 --key-file key
    ///
    /// In another one:
    ///
    ///   remote --connect tcp:127.0.0.1:5000 --key-file key --write "hello"
    #[derive(Parser)]
    #[command(verbatim_doc_comment)]
    struct Args {
        /// Serve at this address: tcp:127.0.0.1:5000 or unix:/path/to/socket
        #[arg(long, value_name = "ADDRESS", conflicts_with = "connect")]
        serve: Option<Address>,
        /// Connect to the service at this address
        #[arg(long, value_name = "ADDRESS")]
        connect: Option<Address>,
        /// Write this on the board, before it is shown
        #[arg(long, value_name = "WORDS", requires = "connect")]
        write: Option<String>,
        /// The file with the key. Without it the key is what BOARD_KEY in the environment says
        #[arg(long, value_name = "FILE")]
        key_file: Option<PathBuf>,
        /// How the processes of the demonstration are started: fork or spawn
        #[arg(long, default_value_t = StartMethod::Fork)]
        start: StartMethod,
    }

    thread_local! {
        /// The one board of a server.
        static BOARD: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    }

    /// Leads to the board of the server that it lies in.
    struct Board;

    impl Board {
        fn new() -> Self {
            Board
        }

        fn write(&mut self, words: String) {
            BOARD.with_borrow_mut(|board| board.push(words));
        }

        fn lines(&self) -> Vec<String> {
            BOARD.with_borrow(Clone::clone)
        }
    }

    manager::exposed! {
        /// A board in a server.
        proxy BoardProxy for Board as "Board" {
            fn new() -> Self;
            /// Adds a line.
            fn write(&mut self, words: String);
            /// All lines.
            fn lines(&self) -> Vec<String>;
        }
    }

    fn kinds() -> Kinds {
        Kinds::default().with_type::<Board>()
    }

    fn key(file: Option<&Path>) -> anyhow::Result<AuthKey> {
        let bytes = match file {
            Some(file) => {
                let found = fs::metadata(file);
                let found = found.with_context(|| format!("cannot find {}", file.display()))?;
                if found.mode() & 0o077 != 0 {
                    bail!(
                        "others can use the key in {0}: run chmod 600 {0}",
                        file.display()
                    );
                }
                fs::read(file).with_context(|| format!("cannot read {}", file.display()))?
            }
            None => std::env::var("BOARD_KEY")
                .context("give a key: --key-file FILE, or BOARD_KEY in the environment")?
                .into_bytes(),
        };
        Ok(AuthKey::new(bytes)?)
    }

    /// Serves until the program is told to end. A Unix socket's file goes with it.
    fn serve(address: &Address, key: &AuthKey) -> anyhow::Result<()> {
        let told_to_end = SigSet::from_iter([Signal::SIGINT, Signal::SIGTERM]);
        told_to_end.thread_block()?;
        let told_to_end = SignalFd::new(&told_to_end)?;
        let mut service = Service::bind(address, key, kinds(), Limits::default())?;
        println!("serving at {}: end it with Ctrl-C", service.address());
        Ok(service.run_until(&[told_to_end.as_fd()])?)
    }

    fn connect(address: &Address, key: &AuthKey, words: Option<String>) -> anyhow::Result<()> {
        let board = Manager::connect(address, key)?.registered::<Board>(())?;
        if let Some(words) = words {
            board.write(words)?;
        }
        for line in board.lines()? {
            println!("{line}");
        }
        Ok(())
    }

    /// A process that connects, and writes a line.
    fn writes(((address, key), number): ((Address, AuthKey), u32)) -> anyhow::Result<()> {
        let board = Manager::connect(&address, &key)?.registered::<Board>(())?;
        Ok(board.write(format!("process {number} was here"))?)
    }

    fn demonstration(context: Context) -> anyhow::Result<()> {
        let key = AuthKey::random()?;
        // Any port that is free.
        let manager = Manager::builder(context)
            .address(Address::Tcp(([127, 0, 0, 1], 0).into()))
            .key(key.clone())
            .kinds(kinds)
            .start()?;
        let way = (manager.address().clone(), key);
        for number in 1..=3 {
            let mut process = context.process(writes, (way.clone(), number));
            process.start()?;
            ensure!(process.join()?.success());
        }
        let lines = manager.registered::<Board>(())?.lines()?;
        println!(
            "a service at a port, three processes ({})",
            context.method()
        );
        for line in &lines {
            println!("{line}");
        }
        ensure!(lines.len() == 3, "each has written a line");

        let refused = Manager::connect(&way.0, &AuthKey::random()?);
        let refused = refused.err().context("the key is wrong")?;
        println!("with another key: {refused}");
        Ok(())
    }

    pub(super) fn main() -> anyhow::Result<()> {
        bootstrap(entries![writes].into_iter().chain(manager::serves![kinds]));
        let args = Args::parse();
        let key = || key(args.key_file.as_deref());
        match (args.serve, args.connect) {
            (Some(address), _) => serve(&address, &key()?),
            (None, Some(address)) => connect(&address, &key()?, args.write),
            (None, None) => demonstration(Context::new(args.start)),
        }
    }
}
