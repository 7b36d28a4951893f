// SPDX-License-Identifier: MIT
#include "checker/trace/schedule.hpp"

#include <algorithm>
#include <cstddef>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "checker/option_words.hpp"
#include "checker/trace/schedule_text.hpp"

namespace vigil {

namespace {

using detail::base36;
using detail::hexadecimal;
using detail::letter_count;

[[nodiscard]] std::string encode(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (detail::is_plain(c)) {
      text += c;
    } else if (c == ' ') {
      text += '+';
    } else {
      const auto byte = static_cast<unsigned char>(c);
      text += '%';
      text += hexadecimal[byte >> 4U];
      text += hexadecimal[byte & 15U];
    }
  }
  return text;
}

[[nodiscard]] std::string format_settings(const Schedule& schedule) {
  std::string text;
  const auto add = [&text](const std::string& setting) {
    if (!text.empty()) text += ',';
    text += setting;
  };
  for (const auto& [name, value] : schedule.parameters) {
    add(encode(name) + "=" + std::to_string(value));
  }
  const ExecutionOptions defaults;
  for (const OptionForm& form : option_forms()) {
    if (form.get(schedule.options) == form.get(defaults)) continue;
    add("@" + std::string{form.name} + "=" + form.value(schedule.options));
  }
  for (const std::string& name : schedule.refined) add("@refine=" + encode(name));
  return text;
}

[[nodiscard]] std::vector<std::string> names_in(const std::vector<Decision>& decisions) {
  std::vector<std::string> names;
  for (const Decision& decision : decisions) {
    if (decision.is_value && decision.task.empty()) continue;
    if (std::ranges::find(names, decision.task) == names.end()) names.push_back(decision.task);
  }
  return names;
}

[[nodiscard]] std::string format_decision(const Decision& decision,
                                          const std::vector<std::string>& names) {
  if (decision.is_value && decision.task.empty()) {
    if (decision.value < letter_count) return {static_cast<char>('A' + decision.value)};
    return "." + std::to_string(decision.value) + ".";
  }
  std::string text = decision.is_value ? "-" : "";
  const auto index = static_cast<std::size_t>(std::ranges::find(names, decision.task) -
                                              names.begin());
  if (index < letter_count) return text + static_cast<char>('a' + index);
  return text + '_' + base36[index / 36 % 36] + base36[index % 36];
}

[[nodiscard]] bool same_pick(const Decision& a, const Decision& b) {
  return a.is_value == b.is_value && a.value == b.value && a.task == b.task;
}

/// With a colon in front; nothing if a mark is missing, or there is no decision about tasks.
[[nodiscard]] std::string format_marks(const std::vector<Decision>& decisions) {
  std::string text;
  for (const Decision& decision : decisions) {
    if (decision.is_value) continue;
    if (decision.mark == Mark::none) return {};
    const auto bits = static_cast<std::uint32_t>(decision.mark);
    if (text.empty()) text = ":";
    text += detail::base32[bits / 32 % 32];
    text += detail::base32[bits % 32];
  }
  return text;
}

[[nodiscard]] std::string format_decisions(const std::vector<Decision>& decisions,
                                           const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < decisions.size();) {
    std::size_t end = i + 1;
    while (end < decisions.size() && same_pick(decisions[end], decisions[i])) ++end;
    text += format_decision(decisions[i], names);
    if (end - i > 1) text += std::to_string(end - i);
    i = end;
  }
  return text;
}

}  // namespace

std::string detail::checksum(std::string_view text) {
  std::uint64_t bits = XXH3_64bits(text.data(), text.size());
  std::string sum;
  for (std::size_t i = 0; i < checksum_length; ++i, bits >>= 5U) sum += base32[bits & 31U];
  return sum;
}

std::string format_schedule(const Schedule& schedule) {
  const std::vector<std::string> names = names_in(schedule.decisions);
  std::string text{detail::version};
  text += ":" + encode(schedule.model) + ":" + format_settings(schedule) + ":";
  for (std::size_t i = 0; i < names.size(); ++i) text += (i == 0 ? "" : ",") + encode(names[i]);
  text += ":" + format_decisions(schedule.decisions, names);
  text += format_marks(schedule.decisions) + ":";
  return text + detail::checksum(text);
}

}  // namespace vigil
