// SPDX-License-Identifier: MIT
#pragma once

/// Pages that show what commands print: the tests play the commands again and compare.
/// VIGIL_UPDATE_GOLDEN=1 writes what came out into the page.

#include <functional>
#include <string>
#include <vector>

namespace vigil::test {

/// The text of a file; `name` counts from the root of the sources.
[[nodiscard]] std::string page(const std::string& name);

/// The fenced blocks of that kind, without their fences.
[[nodiscard]] std::vector<std::string> blocks(const std::string& page, const std::string& kind);

/// The page with its console blocks played anew: each line that begins with `prompt` stays, and
/// what `run` returns for the rest of that line follows it. Blocks with other lines only stay as
/// they are, and so do those for which `run` has no answer (empty).
[[nodiscard]] std::string played(std::string page, const std::string& prompt,
                                 const std::function<std::string(const std::string&)>& run);

/// Returns: empty when the page holds `text`; otherwise the first line that differs.
[[nodiscard]] std::string differs_from_page(const std::string& name, const std::string& text);

}  // namespace vigil::test
