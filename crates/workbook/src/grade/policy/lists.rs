//! What an answer may name, and what a person should see.

/// The modules of the standard library that do nothing but compute.
pub(super) const MODULES: &[&str] = &[
    "array",
    "ascii",
    "bool",
    "borrow",
    "boxed",
    "char",
    "clone",
    "cmp",
    "collections",
    "convert",
    "default",
    "error",
    "fmt",
    "hash",
    "hint",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "iter",
    "marker",
    "mem",
    "num",
    "ops",
    "option",
    "prelude",
    "rc",
    "result",
    "slice",
    "str",
    "string",
    "time",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "vec",
];

/// Words of the language after which a `!` says *not*.
pub(super) const BEFORE_NOT: &[&str] = &[
    "break", "else", "if", "in", "let", "match", "return", "while", "yield",
];

/// The standard library, by all its names.
pub(super) const STANDARD: &[&str] = &["std", "core", "alloc"];

/// Its macros that take expressions, and give nothing a name.
pub(super) const MACROS: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "compile_error",
    "concat",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "format",
    "format_args",
    "matches",
    "panic",
    "print",
    "println",
    "stringify",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

/// Crates and worlds that an answer gets at through `super`, or not at all. Named
/// themselves, they lead past the world that is explored, or to the checker.
pub(super) const CRATES: &[&str] = &[
    "interleave",
    "libc",
    "live",
    "loom",
    "proc_macro",
    "real",
    "rustix",
    "sandbox",
    "shuttle",
    "verdict",
    "__private",
];

/// The crates of the chapters: a module of the same name would be taken for them.
pub(super) const CHAPTERS: &[&str] = &[
    "handles",
    "increment",
    "manager",
    "os",
    "pool",
    "recursive_lock",
    "synchronized",
];

/// Names that have a meaning wherever they stand, and why an answer has no need of them.
pub(super) const NAMES: &[(&str, &str)] = &[
    ("unsafe", FOREIGN),
    ("extern", FOREIGN),
    ("asm", FOREIGN),
    ("global_asm", FOREIGN),
    ("naked_asm", FOREIGN),
    ("transmute", FOREIGN),
    ("transmute_copy", FOREIGN),
    ("MaybeUninit", FOREIGN),
    ("UnsafeCell", FOREIGN),
    ("set_hook", PANICS),
    ("take_hook", PANICS),
    ("update_hook", PANICS),
    ("catch_unwind", PANICS),
    ("resume_unwind", PANICS),
    ("panic_any", PANICS),
    ("AssertUnwindSafe", PANICS),
    ("stop_exploring", CHECKER),
    ("skip_branch", CHECKER),
    ("explore", CHECKER),
    ("explore_within", CHECKER),
    ("Execution", CHECKER),
    ("RandomState", CHANCE),
    ("HashMap", CHANCE),
    ("HashSet", CHANCE),
    ("Instant", CHANCE),
    ("SystemTime", CHANCE),
    ("UNIX_EPOCH", CHANCE),
    ("as_ptr", CHANCE),
    ("as_mut_ptr", CHANCE),
    ("as_ptr_range", CHANCE),
    ("into_raw", CHANCE),
    ("Pointer", CHANCE),
    ("addr_of", CHANCE),
    ("expose_provenance", CHANCE),
    ("type_name", WHERE),
    ("type_name_of_val", WHERE),
    ("type_id", WHERE),
    ("TypeId", WHERE),
    ("strong_count", UNSEEN),
    ("weak_count", UNSEEN),
    ("downgrade", UNSEEN),
    ("upgrade", UNSEEN),
    ("thread_local", KEPT),
];

/// Macros that read files, settings or places.
pub(super) const READING: &[(&str, &str)] = &[
    ("include", FILES),
    ("include_str", FILES),
    ("include_bytes", FILES),
    ("env", FILES),
    ("option_env", FILES),
    ("module_path", WHERE),
    ("file", WHERE),
    ("cfg", WHERE),
];

/// Names of the facade that are for those who write a chapter.
pub(super) const TELLING: &[&str] = &["Effect", "Remote", "Who", "at", "tell", "who"];

/// Words for who gets out of the language.
pub(super) const FOREIGN: &str = "leaves what the compiler answers for";
/// Words for who meddles with panics.
pub(super) const PANICS: &str = "changes what a panic does";
/// Words for who speaks to the checker.
pub(super) const CHECKER: &str = "speaks to the checker";
/// Words for what differs from run to run.
pub(super) const CHANCE: &str = "may be another in each run";
/// Words for who asks where it runs.
pub(super) const WHERE: &str = "tells where the code is run";
/// Words for what is shared past the checker.
pub(super) const UNSEEN: &str = "is shared, and the checker does not see it";
/// Words for what outlives an execution.
pub(super) const KEPT: &str = "keeps something from one execution to the next";
/// Words for who reads files or settings.
pub(super) const FILES: &str = "reads files or settings while it is compiled";

/// The attributes that an answer may have.
pub(super) const ATTRIBUTES: &[&str] = &[
    "allow",
    "cfg",
    "cold",
    "default",
    "deny",
    "deprecated",
    "derive",
    "doc",
    "expect",
    "fields",
    "ignore",
    "inline",
    "must_use",
    "non_exhaustive",
    "repr",
    "should_panic",
    "test",
    "track_caller",
    "warn",
];

/// Those that it may have for the whole file.
pub(super) const INNER_ATTRIBUTES: &[&str] = &["allow", "deny", "doc", "expect", "warn"];

/// What may stand in the type of a `static`: it never changes.
pub(super) const UNCHANGING: &[&str] = &[
    "Duration", "Option", "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize",
    "static", "str", "u8", "u16", "u32", "u64", "u128", "usize",
];
