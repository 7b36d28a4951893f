// SPDX-License-Identifier: MIT
#pragma once

/// Text in columns of a terminal: how wide UTF-8 text is, how to cut it into lines that fit and to
/// fill it up. Wide (East Asian, emoji) characters count two, combining ones none. Own tables, as
/// `wcwidth` depends on the locale.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vigil::detail {

/// Columns that `text` takes. Bytes that are not UTF-8 and control characters count one.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// The same text with control characters and bytes that are not UTF-8 replaced by '?', so that
/// no name can break a table.
[[nodiscard]] std::string printable(std::string_view text);

/// Breaks at blanks, or inside words that are too long; lines after the first are indented by two.
/// Requires: `width` is at least 4; `text` is printable. Returns: at least one line.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// `text` and as many blanks as fill `width` columns.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);

}  // namespace vigil::detail
