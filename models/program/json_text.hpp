// SPDX-License-Identifier: MIT
#pragma once

/// Reads a JSON text into a `Value`, strictly: no duplicate names, no deep nesting, no NUL bytes,
/// UTF-8 only. The only place that knows the JSON library.

#include <string_view>

#include "checker/result.hpp"
#include "models/program/value.hpp"

namespace vigil::models {

/// An error is one line: "line 3, column 7: ..." for what is no JSON, or a JSON pointer
/// ("/tasks/0: ...") for what is JSON but not acceptable. Never throws on bad input.
[[nodiscard]] Result<Value> read_json(std::string_view text);

}  // namespace vigil::models
