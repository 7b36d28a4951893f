// SPDX-License-Identifier: MIT
#pragma once

/// A Report as bytes, for the pipe from a forked worker to the process that forked it (see
/// checker/cli/jobs.hpp). It is no file format: places in sources travel as pointers, which mean
/// the same in both processes since one is a copy of the other, and only there.

#include <string>
#include <string_view>

#include "checker/verdict.hpp"

namespace vigil::cli {

[[nodiscard]] std::string to_bytes(const Report& report);

/// Requires: `bytes` come from `to_bytes` in a process that this one forked.
/// Returns: false where they are not a whole report (the worker died).
[[nodiscard]] bool from_bytes(std::string_view bytes, Report& report);

}  // namespace vigil::cli
