//! System calls by seccomp: the kernel answers those that are not on the list as if it
//! did not have them (`ENOSYS`), which is what programs are ready for.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch,
};

use super::syscalls::{self, Call, Test};
use crate::{Children, Error};

/// Leaves to this process, and to all that it starts, the calls of [`syscalls`].
pub(super) fn apply(children: Children) -> Result<(), Error> {
    let failed = |error: &dyn std::fmt::Display| Error::new("cannot restrict system calls", error);
    let program = compile(children).map_err(|error| failed(&error))?;
    seccompiler::apply_filter(&program).map_err(|error| failed(&error))
}

fn compile(children: Children) -> Result<BpfProgram, seccompiler::BackendError> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = BTreeMap::new();
    for Call { number, tests } in syscalls::allowed(children) {
        let rules = rules.entry(number).or_default();
        // No rule at all means that it is allowed, whatever its arguments.
        if !tests.is_empty() {
            let conditions = tests.into_iter().map(condition).collect::<Result<_, _>>()?;
            rules.push(SeccompRule::new(conditions)?);
        }
    }
    let arch = TargetArch::try_from(std::env::consts::ARCH)?;
    let no_such_call = SeccompAction::Errno(libc::ENOSYS.cast_unsigned());
    SeccompFilter::new(rules, no_such_call, SeccompAction::Allow, arch)?.try_into()
}

fn condition(test: Test) -> Result<SeccompCondition, seccompiler::BackendError> {
    let (argument, operator, value) = match test {
        Test::Is(argument, value) => (argument, SeccompCmpOp::Eq, value),
        Test::Bits(argument, mask, value) => (argument, SeccompCmpOp::MaskedEq(mask), value),
    };
    // Numbers of processes, flags and commands are 32 bits wide: the kernel looks at no more.
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operator, value)
}
