// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "checker/cli/verbs.hpp"

namespace vigil::cli {

namespace {

// In both, {0} is the name of the model.

constexpr std::string_view threads_starter =
    R"starter(/// Does every consumer get an item? One producer, some consumers, one mutex.
#include <checker/model.hpp>
#include <primitives/threads.hpp>

#include <vector>

namespace {{

namespace sync = vigil::threads;

void {0}(const vigil::Parameters& parameters) {{
  sync::mutex mutex{{"mutex"}};
  sync::condition_variable filled{{"filled"}};
  vigil::Shared<int> items{{0, "items"}};

  std::vector<sync::thread> consumers;
  for (int i = 0; i < parameters["consumers"]; ++i) {{
    consumers.emplace_back([&] {{
      sync::unique_lock lock(mutex);
      filled.wait(lock, [&] {{ return items > 0; }});
      --items;
    }});
  }}
  for (int i = 0; i < parameters["consumers"]; ++i) {{
    const sync::scoped_lock lock(mutex);
    ++items;
    filled.notify_one();
  }}
  for (sync::thread& consumer : consumers) consumer.join();
  vigil::require(items == 0, "no item is left over");
}}

VIGIL_MODEL(threads, {0}, "does every consumer get an item?",
            .parameters = {{{{"consumers", 2}}}});

}}  // namespace
)starter";

constexpr std::string_view asyncio_starter =
    R"starter(/// Does every consumer get an item? One producer, some consumers, one condition.
#include <checker/model.hpp>
#include <primitives/asyncio.hpp>

#include <mutex>
#include <vector>

namespace {{

namespace aio = vigil::asyncio;

void {0}(const vigil::Parameters& parameters) {{
  aio::Condition filled{{"filled"}};
  vigil::Shared<int> items{{0, "items"}};

  std::vector<aio::Task<>> consumers;
  for (int i = 0; i < parameters["consumers"]; ++i) {{
    consumers.push_back(aio::spawn([&] {{
      const std::scoped_lock held{{filled}};  // async with filled:
      filled.wait_for([&] {{ return items > 0; }});
      --items;
    }}));
  }}
  for (int i = 0; i < parameters["consumers"]; ++i) {{
    const std::scoped_lock held{{filled}};
    ++items;
    filled.notify();
  }}
  aio::wait(consumers);
  vigil::require(items == 0, "no item is left over");
}}

VIGIL_MODEL(asyncio, {0}, "does every consumer get an item?",
            .parameters = {{{{"consumers", 2}}}});

}}  // namespace
)starter";

constexpr std::string_view build_lines =
    R"starter(// To build it, put these lines into a CMakeLists.txt:
//
//   cmake_minimum_required(VERSION 3.25)
//   project({0} LANGUAGES CXX)
//   find_package(vigil 0.1 REQUIRED)
//   enable_testing()
//   vigil_add_models({0}_models SOURCES {0}.cpp)
//
// and run: cmake -B build && cmake --build build && ctest --test-dir build --output-on-failure
// See what it does: build/{0}_models verify {0}, and build/{0}_models --help
)starter";

/// A name that begins with a letter, so that it cannot be reserved, and is no keyword that anybody
/// would think of.
[[nodiscard]] bool is_function_name(std::string_view name) {
  constexpr std::string_view taken[] = {
      "auto",   "break", "case", "char",   "class", "const",  "default", "delete", "do",
      "double", "else",  "enum", "export", "float", "for",    "friend",  "if",     "int",
      "long",   "main",  "new",  "or",     "and",   "not",    "private", "public", "return",
      "short",  "static", "struct", "switch", "template", "this", "throw", "try", "union",
      "using",  "virtual", "void", "volatile", "while"};
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto part = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && letter(name.front()) && std::ranges::all_of(name, part) &&
         name.find("__") == std::string_view::npos &&
         std::ranges::find(taken, name) == std::end(taken);
}

}  // namespace

ExitCode starter(const CommandLine& line) {
  if (!is_function_name(line.new_name)) {
    fmt::print(stderr, "vigil: '{}' is no name for a function: a letter, then letters, digits "
                       "and '_'\n",
               line.new_name);
    return ExitCode::usage;
  }
  const bool asyncio = line.dialect == Dialect::asyncio;
  fmt::print(fmt::runtime(build_lines), line.new_name);
  fmt::print("\n");
  fmt::print(fmt::runtime(asyncio ? asyncio_starter : threads_starter), line.new_name);
  return ExitCode::verified;
}

}  // namespace vigil::cli
