// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <cstddef>

#include "checker/option_words.hpp"
#include "checker/trace/schedule.hpp"
#include "checker/trace/schedule_text.hpp"

namespace vigil {

namespace {

using detail::base36;
using detail::checksum;
using detail::checksum_length;
using detail::hexadecimal;
using detail::is_digit;
using detail::is_plain;
using detail::version;

constexpr std::size_t name_count_max = 36 * 36;
// Of decisions there are hardly more than steps; each takes some 50 bytes.
constexpr std::uint64_t decision_count_min = 200'000;
constexpr std::uint64_t decision_count_max = 1'000'000;
constexpr std::size_t typed_length_max = 40;  // of what an error repeats

/// Reads the text once from left to right. The first thing that is wrong is kept in `error`, with
/// its column, and stops everything after it.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  [[nodiscard]] Result<Schedule> read();

 private:
  [[nodiscard]] bool failed() const { return !error_.empty(); }
  [[nodiscard]] bool at_end() const { return position_ == text_.size(); }
  [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[position_]; }
  void fail(std::string what) { fail_at(position_, std::move(what)); }
  void fail_at(std::size_t position, std::string what);
  [[nodiscard]] std::string found() const;
  void expect(char c, std::string_view before);
  [[nodiscard]] std::string name(std::string_view what);
  [[nodiscard]] std::string_view word();
  template <class Number>
  [[nodiscard]] Number number(std::string_view what, Number max);
  void read_version();
  void read_settings();
  void read_option();
  void read_names();
  void read_decisions();
  [[nodiscard]] Decision read_decision();
  [[nodiscard]] std::string read_name_index();
  void read_marks();
  void read_checksum();
  [[nodiscard]] std::uint64_t decision_limit() const {
    const std::uint64_t steps = schedule_.options.step_count_max;
    return std::clamp(steps, decision_count_min, decision_count_max);
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::string error_;
  Schedule schedule_;
  std::vector<std::string> names_;
};

void Reader::fail_at(std::size_t position, std::string what) {
  if (failed()) return;
  error_ = "column " + std::to_string(position + 1) + " of the schedule: " + std::move(what);
}

[[nodiscard]] std::string Reader::found() const {
  if (at_end()) return "the schedule ends here (cut off?)";
  const char c = peek();
  if (c < ' ' || c > '~') return "found a character that no schedule contains";
  return std::string{"found '"} + c + "'";
}

void Reader::expect(char c, std::string_view before) {
  if (failed()) return;
  if (peek() == c && !at_end()) {
    ++position_;
  } else {
    fail("expected '" + std::string{c} + "' and then " + std::string{before} + ", " + found());
  }
}

std::string Reader::name(std::string_view what) {
  std::string result;
  const std::size_t start = position_;
  for (; !at_end() && !failed(); ++position_) {
    const char c = peek();
    if (is_plain(c)) {
      result += c;
    } else if (c == '+') {
      result += ' ';
    } else if (c == '%') {
      const std::string_view digits = text_.substr(position_ + 1, 2);
      const std::size_t high = digits.empty() ? digits.npos : hexadecimal.find(digits[0]);
      const std::size_t low = digits.size() < 2 ? digits.npos : hexadecimal.find(digits[1]);
      if (high == digits.npos || low == digits.npos) {
        fail("expected two digits 0-9 or A-F after '%'");
      } else {
        result += static_cast<char>(high * 16 + low);
        position_ += 2;
      }
    } else {
      break;
    }
  }
  if (position_ == start) fail("expected " + std::string{what} + ", " + found());
  return result;
}

std::string_view Reader::word() {
  const std::size_t start = position_;
  while (!at_end() && is_plain(peek())) ++position_;
  return text_.substr(start, position_ - start);
}

template <class Number>
Number Reader::number(std::string_view what, Number max) {
  Number value{};
  const char* const begin = text_.data() + position_;
  const auto [end, status] = std::from_chars(begin, text_.data() + text_.size(), value);
  const std::string range = " up to " + std::to_string(max);
  if (status != std::errc{} || value > max) {
    fail("expected " + std::string{what} + ", a number" + range + ", " +
         (end == begin ? found() : "found a larger one"));
    return value;
  }
  // One number has one text: no leading zeros, no minus zero.
  if (std::to_string(value) != std::string_view{begin, static_cast<std::size_t>(end - begin)}) {
    fail("expected " + std::string{what} + " without leading zeros");
  }
  position_ += static_cast<std::size_t>(end - begin);
  return value;
}

void Reader::read_version() {
  const std::string_view found_version = text_.substr(0, text_.find(':'));
  if (found_version == version && found_version.size() < text_.size()) {
    position_ = version.size() + 1;
    return;
  }
  const bool looks_like_one = found_version.size() >= 2 && found_version.size() <= 4 &&
                              found_version[0] == 'v' &&
                              std::ranges::all_of(found_version.substr(1), is_digit);
  if (looks_like_one && found_version != version) {
    fail("this is a schedule of version " + std::string{found_version.substr(1)} +
         ", and this vigil reads version " + std::string{version.substr(1)});
  } else {
    fail("expected a schedule, which begins with '" + std::string{version} + ":'" +
         (version.starts_with(found_version) ? ", but it is cut off" : ""));
  }
}

void Reader::read_option() {
  const std::size_t start = position_;
  const std::string_view key = word();
  expect('=', "a value");
  if (failed()) return;
  if (key == "refine") {
    schedule_.refined.push_back(name("the name of an object"));
    return;
  }
  const OptionForm* const form = find_option(key);
  if (form == nullptr) {
    fail_at(start, "no option is called '" + std::string{key.substr(0, typed_length_max)} + "'");
  } else if (form->words.empty()) {
    const std::string what = "the value of " + std::string{key};
    form->set(schedule_.options, number<std::uint64_t>(what, form->max));
  } else {
    const std::size_t value_start = position_;
    const std::string_view value = word();
    const auto known = std::ranges::find(form->words, value, &OptionWord::text);
    if (known != form->words.end()) return form->set(schedule_.options, known->value);
    std::string expected;
    for (const OptionWord& one : form->words) {
      expected += (expected.empty() ? "" : ", ") + std::string{one.text};
    }
    fail_at(value_start, "expected a value of " + std::string{key} + ": " + expected);
  }
}

void Reader::read_settings() {
  while (!failed() && peek() != ':') {
    if (peek() == '@') {
      ++position_;
      read_option();
    } else {
      const std::size_t start = position_;
      std::string parameter = name("a parameter, an @option or ':'");
      // As it stands in the text, where it is printable, and not too long to read.
      const std::string typed{text_.substr(start, std::min(position_ - start, typed_length_max))};
      expect('=', "the value of the parameter");
      if (failed()) return;
      const auto value = number<std::int64_t>("the value of " + typed, INT64_MAX);
      schedule_.parameters.emplace_back(std::move(parameter), value);
    }
    if (peek() != ',') break;
    ++position_;
    if (peek() == ':') fail("expected another setting after ','");
  }
}

void Reader::read_names() {
  while (!failed() && peek() != ':') {
    names_.push_back(name("the name of a task, or ':'"));
    if (names_.size() > name_count_max) fail("more names than a schedule can have");
    if (peek() != ',') break;
    ++position_;
    if (peek() == ':') fail("expected another name after ','");
  }
}

std::string Reader::read_name_index() {
  const std::size_t start = position_;
  std::size_t index = names_.size();
  const char c = peek();
  if (c >= 'a' && c <= 'z') {
    index = static_cast<std::size_t>(c - 'a');
    ++position_;
  } else if (c == '_' && position_ + 2 < text_.size()) {
    const std::size_t high = base36.find(text_[position_ + 1]);
    const std::size_t low = base36.find(text_[position_ + 2]);
    if (high != base36.npos && low != base36.npos) index = high * 36 + low;
    position_ += 3;
  } else {
    fail("expected a decision (a letter, '_', '.', '-') or ':', " + found());
    return {};
  }
  if (index < names_.size()) return names_[index];
  fail_at(start, "this stands for name " + std::to_string(index + 1) +
                     ", and the schedule names " + std::to_string(names_.size()) +
                     (names_.size() == 1 ? " task" : " tasks"));
  return {};
}

Decision Reader::read_decision() {
  Decision decision;
  const char c = peek();
  if (c >= 'A' && c <= 'Z') {
    decision.is_value = true;
    decision.value = static_cast<std::uint32_t>(c - 'A');
    ++position_;
  } else if (c == '.') {
    ++position_;
    decision.is_value = true;
    decision.value = number<std::uint32_t>("a value that was chosen", UINT32_MAX);
    expect('.', "the next decision");
  } else {
    if (c == '-') {
      ++position_;
      decision.is_value = true;
    }
    decision.task = read_name_index();
  }
  return decision;
}

void Reader::read_decisions() {
  while (!failed() && peek() != ':') {
    const Decision decision = read_decision();
    std::uint64_t count = 1;
    if (!failed() && is_digit(peek())) {
      count = number<std::uint64_t>("how often the decision repeats", decision_limit());
      if (count < 2) fail("a decision repeats at least twice");
    }
    if (schedule_.decisions.size() + count > decision_limit()) {
      fail("more decisions than a schedule can have (" + std::to_string(decision_limit()) + ")");
    }
    if (!failed()) schedule_.decisions.insert(schedule_.decisions.end(), count, decision);
  }
}

/// There is such a field if another colon follows.
void Reader::read_marks() {
  if (failed() || text_.find(':', position_) == text_.npos) return;
  for (Decision& decision : schedule_.decisions) {
    if (decision.is_value) continue;
    const std::string_view digits = text_.substr(position_, detail::mark_length);
    const std::size_t high = digits.empty() ? digits.npos : detail::base32.find(digits[0]);
    const std::size_t low = digits.size() < 2 ? digits.npos : detail::base32.find(digits[1]);
    if (high == digits.npos || low == digits.npos) {
      fail("expected a mark (two digits or letters) for each decision about tasks, " + found());
      return;
    }
    decision.mark = static_cast<Mark>(high * 32 + low);
    position_ += detail::mark_length;
  }
  expect(':', "the checksum");
}

void Reader::read_checksum() {
  if (failed()) return;
  const std::string expected = checksum(text_.substr(0, position_));
  const std::string_view given = text_.substr(position_);
  if (given.size() < checksum_length) {
    position_ = text_.size();
    fail("expected the checksum (" + std::to_string(checksum_length) +
         " characters): the schedule is cut off");
  } else if (given.size() > checksum_length) {
    fail_at(position_ + checksum_length, "expected the end of the schedule");
  } else if (given != expected) {
    const bool readable = std::ranges::all_of(given, is_plain);
    const std::string instead = readable ? ", found " + std::string{given} : std::string{};
    fail("expected the checksum " + expected + instead +
         ": something in the schedule was mistyped");
  }
}

Result<Schedule> Reader::read() {
  read_version();
  if (!failed()) schedule_.model = name("the name of a model");
  expect(':', "the settings");
  read_settings();
  expect(':', "the names of the tasks");
  read_names();
  expect(':', "the decisions");
  read_decisions();
  expect(':', "the marks or the checksum");
  read_marks();
  read_checksum();
  if (failed()) return Result<Schedule>::failure(std::move(error_));
  return std::move(schedule_);
}

}  // namespace

Result<Schedule> parse_schedule(std::string_view text) { return Reader(text).read(); }

}  // namespace vigil
