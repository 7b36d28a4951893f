// SPDX-License-Identifier: MIT
#pragma once

/// The alphabet of the text form of schedules, version 1, for its writer and its reader. The form:
/// seven fields between colons, the last one a checksum of the rest. The marks can be missing, with
/// their colon.
///
///     v1:tutorial/notify_all:tasks=3,@clock=early:main,task+1,task+2:aab2cC-b:k20p9s3x7an9:x3k9q
///     |  |                   |                    |                  |        marks       sum
///     |  model               settings             names              decisions
///
///   settings   name=value of a parameter; @option=value of an option that is not the default of
///              its dialect; @refine=name of a refined object; by commas
///   names      the tasks that the decisions name, in order of first appearance; by commas
///   decisions  a .. z: that name of the table ran; _1a: a name past the 26th, in base 36;
///              A .. Z: choose returned 0 .. 25; .137.: a value past that;
///              -a: a value that names a task (the waiter that a notify woke);
///              a number behind any of these repeats it
///   marks      where the task stood, two characters for each decision about tasks
///   names of models, parameters, tasks and objects: a space is +, and what is not a letter, a
///              digit or one of _ . / - is %XX

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace vigil::detail {

inline constexpr std::string_view version = "v1";
inline constexpr std::size_t checksum_length = 5;
inline constexpr std::size_t mark_length = 2;
inline constexpr std::string_view base32 = "0123456789abcdefghjkmnpqrstvwxyz";
inline constexpr std::string_view base36 = "0123456789abcdefghijklmnopqrstuvwxyz";
inline constexpr std::string_view hexadecimal = "0123456789ABCDEF";
inline constexpr std::uint32_t letter_count = 26;

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// True for characters that stand for themselves in a name.
[[nodiscard]] constexpr bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '.' ||
         c == '/' || c == '-';
}

/// Five characters that change when `text` does (25 bits of XXH3).
[[nodiscard]] std::string checksum(std::string_view text);

}  // namespace vigil::detail
