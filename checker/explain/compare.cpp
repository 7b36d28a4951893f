// SPDX-License-Identifier: MIT
#include "checker/explain/compare.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "checker/report/lane_rows.hpp"
#include "checker/report/text_width.hpp"

namespace vigil::detail {

namespace {

struct Side {
  std::vector<LaneRow> rows;
  const Trace& trace;

  [[nodiscard]] std::string cell(std::size_t index) const {
    const LaneRow& row = rows[index];
    std::string step;
    const bool again = index > 0 && rows[index - 1].step == row.step;
    if (row.step.valid() && !again) step = std::to_string(row.step.value);
    step.insert(0, step.size() < 4 ? 4 - step.size() : 0, ' ');
    const std::string who = row.task.valid() ? printable(trace.task_name(row.task)) + ": " : "";
    return step + " " + who + row.text;
  }
};

[[nodiscard]] bool same(const LaneRow& a, const LaneRow& b) {
  return a.task == b.task && a.text == b.text && a.where == b.where;
}

[[nodiscard]] std::vector<LaneRow> rows_from(std::vector<LaneRow> rows, StepIndex from) {
  std::erase_if(rows, [from](const LaneRow& row) { return row.step.valid() && row.step < from; });
  return rows;
}

/// Lengths of the longest common subsequences of the ends of both, by position.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> common_lengths(const Side& a,
                                                                     const Side& b) {
  std::vector<std::vector<std::uint32_t>> length(a.rows.size() + 1,
                                                 std::vector<std::uint32_t>(b.rows.size() + 1));
  for (std::size_t i = a.rows.size(); i-- > 0;) {
    for (std::size_t j = b.rows.size(); j-- > 0;) {
      length[i][j] = same(a.rows[i], b.rows[j]) ? length[i + 1][j + 1] + 1
                                                : std::max(length[i + 1][j], length[i][j + 1]);
    }
  }
  return length;
}

class Table {
 public:
  Table(Side left, Side right, unsigned width)
      : left_(std::move(left)), right_(std::move(right)),
        cell_width_((std::max(width, 60U) - 7) / 2) {}

  std::string print() {
    line(" ", "     failing", "     passing");
    const auto length = common_lengths(left_, right_);
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < left_.rows.size() || j < right_.rows.size()) {
      const bool both = i < left_.rows.size() && j < right_.rows.size();
      if (both && same(left_.rows[i], right_.rows[j])) {
        line(" ", left_.cell(i++), right_.cell(j++));
      } else if (j == right_.rows.size() ||
                 (i < left_.rows.size() && length[i + 1][j] >= length[i][j + 1])) {
        line("<", left_.cell(i++), "");
      } else {
        line(">", "", right_.cell(j++));
      }
    }
    return std::move(text_);
  }

 private:
  void line(const char* mark, const std::string& left, const std::string& right) {
    const std::vector<std::string> lefts = wrapped_cell(left);
    const std::vector<std::string> rights = wrapped_cell(right);
    for (std::size_t k = 0; k < std::max(lefts.size(), rights.size()); ++k) {
      std::string text = std::string{k == 0 ? mark : " "} + " ";
      text += padded(k < lefts.size() ? lefts[k] : "", cell_width_) + " | ";
      text += k < rights.size() ? rights[k] : "";
      text.erase(text.find_last_not_of(' ') + 1);
      text_ += text + "\n";
    }
  }

  /// The step number stays in its column.
  [[nodiscard]] std::vector<std::string> wrapped_cell(const std::string& cell) const {
    if (cell.size() <= 5) return {cell};
    std::vector<std::string> lines = wrapped(cell.substr(5), cell_width_ - 5);
    for (std::size_t k = 0; k < lines.size(); ++k) {
      lines[k].insert(0, k == 0 ? cell.substr(0, 5) : std::string(5, ' '));
    }
    return lines;
  }

  Side left_;
  Side right_;
  std::size_t cell_width_;
  std::string text_;
};

}  // namespace

std::string side_by_side(const Failure& failing, const Trace& passing, StepIndex from,
                         unsigned width) {
  const std::optional<Violation> violation = failing.violation;
  Side left{rows_from(lane_rows(failing.trace, violation), from), failing.trace};
  Side right{rows_from(lane_rows(passing, std::nullopt), from), passing};
  std::string text;
  if (from.valid() && from.value > 0) {
    text = "steps before " + std::to_string(from.value) + " are the same on both sides\n";
  }
  return text + Table(std::move(left), std::move(right), width).print();
}

}  // namespace vigil::detail
