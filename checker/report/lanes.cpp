// SPDX-License-Identifier: MIT
#include "checker/report/lanes.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "checker/report/lane_rows.hpp"
#include "checker/report/text_width.hpp"

namespace vigil {

namespace {

using detail::LaneRow;
using detail::RowStyle;

constexpr std::size_t column_width_min = 10;
constexpr std::size_t others_width_min = 18;
constexpr std::size_t where_width_max = 28;
constexpr std::size_t gap = 2;
constexpr std::size_t row_count_max = 240;

struct Column {
  TaskId task;  ///< invalid: the tasks that have no column of their own
  std::string title;
  std::size_t width = 0;
};

class LaneTable {
 public:
  LaneTable(const Trace& trace, const std::optional<Violation>& violation,
            const LanesOptions& options)
      : trace_(trace), violation_(violation), options_(options) {
    rows_ = detail::lane_rows(trace, violation);
    if (options.fold) rows_ = detail::folded(std::move(rows_), row_count_max);
  }

  std::string print() {
    measure();
    choose_columns();
    distribute_width();
    print_header();
    for (std::size_t i = 0; i < rows_.size();) i += print_group(i);
    print_footer();
    return std::move(text_);
  }

 private:
  void measure() {
    step_width_ = std::max<std::size_t>(4, std::to_string(trace_.step_count).size());
    for (const LaneRow& row : rows_) {
      where_width_ = std::max(where_width_, detail::display_width(row.where));
    }
    where_width_ = std::min(where_width_, where_width_max);
    const std::size_t fixed = 1 + step_width_ + (where_width_ > 0 ? gap + where_width_ : 0);
    fixed_width_ = fixed;
    const std::size_t least = fixed + gap + others_width_min;
    lanes_width_ = std::max<std::size_t>(options_.width, least) - fixed;
  }

  /// Tasks in the order in which they deserve a column: the one that broke the property, those
  /// that are blocked, then the others by order of spawn.
  [[nodiscard]] std::vector<TaskId> tasks_by_importance() const {
    std::vector<TaskId> tasks;
    const auto add = [&](TaskId task) {
      if (std::ranges::find(tasks, task) == tasks.end()) tasks.push_back(task);
    };
    const auto has_rows = [&](TaskId task) {
      return std::ranges::find(rows_, task, &LaneRow::task) != rows_.end();
    };
    if (violation_ && has_rows(violation_->task)) add(violation_->task);
    for (const TraceTask& task : trace_.tasks) {
      if (task.end == TraceTask::End::blocked && has_rows(task.id)) add(task.id);
    }
    for (const TraceTask& task : trace_.tasks) {
      if (has_rows(task.id)) add(task.id);
    }
    return tasks;
  }

  void choose_columns() {
    std::vector<TaskId> tasks = tasks_by_importance();
    if (tasks.size() * (column_width_min + gap) > lanes_width_) {
      hidden_count_ = tasks.size();
      wanted_width_ = fixed_width_ + tasks.size() * (column_width_min + gap);
      tasks.resize((lanes_width_ - others_width_min - gap) / (column_width_min + gap));
      hidden_count_ -= tasks.size();
    }
    for (const TraceTask& task : trace_.tasks) {
      if (std::ranges::find(tasks, task.id) == tasks.end()) continue;
      columns_.push_back({task.id, detail::printable(task.name), 0});
    }
    if (hidden_count_ > 0) columns_.push_back({TaskId{}, "others", 0});
  }

  [[nodiscard]] std::size_t column_of(TaskId task) const {
    const auto found = std::ranges::find(columns_, task, &Column::task);
    return found == columns_.end() ? columns_.size() - 1
                                   : static_cast<std::size_t>(found - columns_.begin());
  }

  [[nodiscard]] std::string cell_text(const LaneRow& row) const {
    if (columns_[column_of(row.task)].task == row.task) return row.text;
    return detail::printable(trace_.task_name(row.task)) + ": " + row.text;
  }

  /// Each column gets what it needs; where that is too much, the widest ones give.
  void distribute_width() {
    std::vector<std::size_t> wanted;
    for (const Column& column : columns_) {
      wanted.push_back(std::max(column.task.valid() ? column_width_min : others_width_min,
                                detail::display_width(column.title)));
    }
    for (const LaneRow& row : rows_) {
      if (!row.task.valid()) continue;
      std::size_t& width = wanted[column_of(row.task)];
      width = std::max(width, detail::display_width(cell_text(row)));
    }
    std::size_t total = 0;
    for (const std::size_t width : wanted) total += width + gap;
    while (total > lanes_width_) {
      std::size_t& widest = *std::ranges::max_element(wanted);
      --widest;
      --total;
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].width = wanted[i];
  }

  [[nodiscard]] std::string painted(const std::string& text, const char* code) const {
    if (!options_.color || code == nullptr || text.find_first_not_of(' ') == std::string::npos) {
      return text;
    }
    return std::string{"\033["} + code + "m" + text + "\033[0m";
  }

  [[nodiscard]] static const char* code_of(RowStyle style) {
    switch (style) {
      case RowStyle::plain: return nullptr;
      case RowStyle::wakes: return "36";
      case RowStyle::violates: return "1;31";
      case RowStyle::note: return "2";
      case RowStyle::blocked: return "33";
    }
    return nullptr;
  }

  void end_line(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    text_ += line + "\n";
  }

  void print_header() {
    std::string line = " " + detail::padded("step", step_width_);
    for (const Column& column : columns_) {
      line += "  " + painted(detail::padded(detail::wrapped(column.title, column.width).front(),
                                            column.width),
                             "1");
    }
    if (where_width_ > 0) line += "  where";
    end_line(line);
  }

  /// Prints one row, or all the last rows (what blocked tasks wait for) beside each other.
  /// Returns: how many rows it took.
  std::size_t print_group(std::size_t begin) {
    const LaneRow& first = rows_[begin];
    if (!first.task.valid()) {
      print_note(first);
      return 1;
    }
    std::size_t count = 1;
    if (first.style == RowStyle::blocked) {
      std::vector<std::size_t> used = {column_of(first.task)};
      while (begin + count < rows_.size() && rows_[begin + count].style == RowStyle::blocked) {
        const std::size_t column = column_of(rows_[begin + count].task);
        if (std::ranges::find(used, column) != used.end()) break;
        used.push_back(column);
        ++count;
      }
    }
    print_cells(begin, count);
    return count;
  }

  void print_note(const LaneRow& row) {
    std::string step = row.step.valid() ? step_text(row) : std::string{};
    const std::size_t width = lanes_width_ + fixed_width_ - 1 - step_width_ - gap;
    bool violates = row.style == RowStyle::violates;
    for (const std::string& line : detail::wrapped(row.text, width)) {
      end_line((violates ? ">" : " ") + detail::padded(step, step_width_) + "  " +
               painted(line, code_of(row.style)));
      step.clear();
      violates = false;
    }
  }

  [[nodiscard]] std::string step_text(const LaneRow& row) {
    const bool again = !row.step.valid() || row.step == printed_step_;
    if (row.step.valid()) printed_step_ = row.step;
    const std::string number = again ? std::string{} : std::to_string(row.step.value);
    return std::string(step_width_ - number.size(), ' ') + number;
  }

  void print_cells(std::size_t begin, std::size_t count) {
    std::vector<std::vector<std::string>> cells(columns_.size());
    std::size_t height = 1;
    for (std::size_t i = begin; i < begin + count; ++i) {
      const std::size_t column = column_of(rows_[i].task);
      cells[column] = detail::wrapped(cell_text(rows_[i]), columns_[column].width);
      height = std::max(height, cells[column].size());
    }
    const LaneRow& row = rows_[begin];
    const char* code = code_of(row.style);
    const std::string step = step_text(row);
    const bool violates = row.style == RowStyle::violates || row.style == RowStyle::blocked;
    for (std::size_t line_index = 0; line_index < height; ++line_index) {
      std::string line = line_index == 0 && violates ? ">" : " ";
      line += line_index == 0 ? step : std::string(step_width_, ' ');
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        const bool filled = line_index < cells[i].size();
        const std::string cell = filled ? cells[i][line_index] : std::string{};
        line += "  " + painted(detail::padded(cell, columns_[i].width), code);
      }
      // Several blocked tasks share the line: no single source line belongs to it.
      if (line_index == 0 && count == 1) line += "  " + painted(where_text(row.where), "2");
      end_line(line);
    }
  }

  /// The end of a long location says more than its beginning.
  [[nodiscard]] std::string where_text(const std::string& where) const {
    if (detail::display_width(where) <= where_width_) return where;
    return "..." + detail::printable(where.substr(where.size() - (where_width_ - 3)));
  }

  void print_footer() {
    if (hidden_count_ == 0) return;
    const std::string hint = "(" + std::to_string(hidden_count_) +
                             " tasks share the column `others`; --width " +
                             std::to_string(wanted_width_) + " gives each its own)";
    for (const std::string& line : detail::wrapped(hint, fixed_width_ + lanes_width_)) {
      end_line(line);
    }
  }

  const Trace& trace_;
  const std::optional<Violation>& violation_;
  const LanesOptions& options_;
  std::vector<LaneRow> rows_;
  std::vector<Column> columns_;
  std::size_t step_width_ = 4;
  std::size_t where_width_ = 0;
  std::size_t fixed_width_ = 0;
  std::size_t lanes_width_ = 0;
  std::size_t hidden_count_ = 0;
  std::size_t wanted_width_ = 0;
  StepIndex printed_step_;
  std::string text_;
};

}  // namespace

std::string lanes(const Failure& failure, const LanesOptions& options) {
  const std::optional<Violation> violation = failure.violation;
  return LaneTable(failure.trace, violation, options).print();
}

std::string lanes(const Trace& trace, const LanesOptions& options) {
  const std::optional<Violation> none;
  return LaneTable(trace, none, options).print();
}

}  // namespace vigil
