// SPDX-License-Identifier: MIT
#pragma once

/// For Catch2 (tested with 2, written for 3 as well), in place of checker/testing.hpp. Its console
/// reporter indents the lines of a value, but for those behind an empty one: the head of a lane
/// table would not stand above its columns. Here empty lines hold a blank. It also breaks lines at
/// 80 columns, schedules included; CATCH_CONFIG_CONSOLE_WIDTH, defined as 160 where Catch2's main
/// is compiled (version 3: when the library is built), leaves them whole.

#if __has_include(<catch2/catch_tostring.hpp>)
#include <catch2/catch_tostring.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <sstream>
#include <string>

#include "checker/testing.hpp"

namespace vigil::detail {

/// A StringMaker of Catch2.
template <class Value>
struct CatchText {
  static std::string convert(const Value& value) {
    std::ostringstream stream;
    stream << value;
    std::string text = stream.str();
    for (std::size_t at = text.find("\n\n"); at != std::string::npos; at = text.find("\n\n", at)) {
      text.insert(at + 1, " ");
    }
    return text;
  }
};

}  // namespace vigil::detail

template <>
struct Catch::StringMaker<vigil::Report> : vigil::detail::CatchText<vigil::Report> {};
template <>
struct Catch::StringMaker<vigil::Replay> : vigil::detail::CatchText<vigil::Replay> {};
template <>
struct Catch::StringMaker<vigil::Answer> : vigil::detail::CatchText<vigil::Answer> {};
template <>
struct Catch::StringMaker<vigil::Outcomes> : vigil::detail::CatchText<vigil::Outcomes> {};
