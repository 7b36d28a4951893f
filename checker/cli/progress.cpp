// SPDX-License-Identifier: MIT
#include "checker/cli/progress.hpp"

#include <fmt/core.h>

#include <cstdio>

#include "checker/cli/terminal.hpp"
#include "checker/report/text.hpp"

namespace vigil::cli {

namespace {
constexpr double first_line_seconds = 1.0;
constexpr double plain_line_seconds = 10.0;
constexpr double rewrite_seconds = 0.2;
bool silent = false;
}  // namespace

ProgressLine::ProgressLine(std::string title)
    : title_(std::move(title)),
      one_line_(progress_on_one_line()),
      next_seconds_(one_line_ ? first_line_seconds : plain_line_seconds) {}

ProgressLine::~ProgressLine() {
  if (one_line_ && shown_) fmt::print(stderr, "\r\x1b[K");
}

void ProgressLine::silence() { silent = true; }

void ProgressLine::show(const Progress& progress) {
  if (silent || progress.seconds < next_seconds_) return;
  next_seconds_ = progress.seconds + (one_line_ ? rewrite_seconds : plain_line_seconds);
  const double rate = static_cast<double>(progress.executions) / progress.seconds;
  std::string text = fmt::format("{}: {} executions in {:.0f} s, {}/s", title_,
                                 grouped(progress.executions), progress.seconds,
                                 grouped(static_cast<std::uint64_t>(rate)));
  if (progress.estimate > static_cast<double>(progress.executions)) {
    text += fmt::format(", of perhaps {:.2g} (an estimate)", progress.estimate);
  }
  if (one_line_) {
    fmt::print(stderr, "\r\x1b[K{}", text);
  } else {
    fmt::print(stderr, "{}\n", text);
  }
  std::fflush(stderr);
  shown_ = true;
}

JobsLine::JobsLine(std::size_t check_count)
    : check_count_(check_count), one_line_(progress_on_one_line()) {}

void JobsLine::show(std::size_t done_count, std::size_t running_count) {
  if (!one_line_) return;
  fmt::print(stderr, "\r\x1b[K{} of {} checks done, {} running", done_count, check_count_,
             running_count);
  std::fflush(stderr);
  shown_ = true;
}

void JobsLine::clear() {
  if (shown_) fmt::print(stderr, "\r\x1b[K");
  shown_ = false;
}

}  // namespace vigil::cli
