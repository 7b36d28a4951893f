// SPDX-License-Identifier: MIT
#include "checker/cli/jobs.hpp"

#include <fmt/core.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "checker/cli/interrupt.hpp"
#include "checker/cli/progress.hpp"
#include "checker/cli/report_bytes.hpp"

namespace vigil::cli {

namespace {

/// A process that does one check.
struct Worker {
  std::size_t index = 0;  // of the check
  pid_t process = -1;
  int pipe = -1;  // from it
  std::string bytes;
};

[[noreturn]] void be_worker(const Check& check, const Work& work, int pipe) {
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  // The parent passes an interrupt on, and a terminal sends it to both: any number means one.
  catch_interrupts_patiently();
  ProgressLine::silence();
  const std::string bytes = to_bytes(work(check));
  std::string_view left = bytes;
  while (!left.empty()) {
    const ssize_t count = write(pipe, left.data(), left.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) _exit(1);
    left.remove_prefix(static_cast<std::size_t>(count));
  }
  _exit(0);
}

class Workers {
 public:
  Workers(std::span<const Check> checks, const Work& work) : checks_(checks), work_(work) {}
  ~Workers() {
    for (const Worker& worker : running_) {
      kill(worker.process, SIGKILL);
      close(worker.pipe);
      waitpid(worker.process, nullptr, 0);
    }
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  [[nodiscard]] std::size_t running_count() const { return running_.size(); }

  void start(std::size_t index) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe for a job");
    std::fflush(nullptr);
    const pid_t process = fork();
    if (process == 0) {
      close(ends[0]);
      for (const Worker& worker : running_) close(worker.pipe);
      try {
        be_worker(checks_[index], work_, ends[1]);
      } catch (const std::exception& error) {
        fmt::print(stderr, "vigil: internal error: {}; please report it\n", error.what());
        _exit(70);
      }
    }
    close(ends[1]);
    if (process < 0) {
      close(ends[0]);
      throw std::runtime_error("no process for a job");
    }
    running_.push_back({.index = index, .process = process, .pipe = ends[0], .bytes = {}});
  }

  /// Waits until a worker has something to say, or an interrupt comes, which is passed on.
  /// Returns: the index of a check that is done, with its report.
  [[nodiscard]] std::optional<std::pair<std::size_t, Report>> next() {
    std::vector<pollfd> pipes;
    for (const Worker& worker : running_) pipes.push_back({worker.pipe, POLLIN, 0});
    constexpr int wait_ms = 200;  // an interrupt just before poll would go unnoticed otherwise
    const int ready = poll(pipes.data(), pipes.size(), wait_ms);
    if (interrupted() && !told_) {
      told_ = true;
      for (const Worker& worker : running_) kill(worker.process, SIGINT);
    }
    if (ready <= 0) return std::nullopt;
    for (std::size_t i = 0; i < pipes.size(); ++i) {
      if (pipes[i].revents != 0 && !read_some(running_[i])) return finish(i);
    }
    return std::nullopt;
  }

 private:
  /// Returns: false at the end of what it has to say.
  static bool read_some(Worker& worker) {
    std::array<char, 65536> buffer{};
    const ssize_t count = read(worker.pipe, buffer.data(), buffer.size());
    if (count < 0) return errno == EINTR;
    worker.bytes.append(buffer.data(), static_cast<std::size_t>(count));
    return count != 0;
  }

  [[nodiscard]] std::pair<std::size_t, Report> finish(std::size_t i) {
    const Worker worker = std::move(running_[i]);
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
    close(worker.pipe);
    int status = 0;
    while (waitpid(worker.process, &status, 0) < 0 && errno == EINTR) {
    }
    Report report;
    if (status != 0 || !from_bytes(worker.bytes, report)) {
      throw std::runtime_error(
          fmt::format("the job of {} died ({} {})", checks_[worker.index].model->name,
                      WIFSIGNALED(status) ? "signal" : "exit code",
                      WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status)));
    }
    return {worker.index, std::move(report)};
  }

  std::span<const Check> checks_;
  const Work& work_;
  std::vector<Worker> running_;
  bool told_ = false;  // of the interrupt
};

void run_in_turn(std::span<const Check> checks, const Work& work, const Take& take) {
  for (const Check& check : checks) {
    take(check, work(check));
    if (interrupted()) return;
  }
}

}  // namespace

void run_checks(std::span<const Check> checks, unsigned job_count, const Work& work,
                const Take& take) {
  if (job_count == 0)
    job_count = static_cast<unsigned>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
  if (job_count == 1 || checks.size() < 2) return run_in_turn(checks, work, take);
  Workers workers(checks, work);
  JobsLine line(checks.size());
  std::vector<std::optional<Report>> done(checks.size());
  std::size_t started_count = 0;
  std::size_t taken_count = 0;
  while (taken_count < started_count || (started_count < checks.size() && !interrupted())) {
    while (workers.running_count() < job_count && started_count < checks.size() && !interrupted()) {
      workers.start(started_count++);
    }
    line.show(started_count - workers.running_count(), workers.running_count());
    auto one = workers.next();
    if (!one) continue;
    done[one->first] = std::move(one->second);
    line.clear();
    for (; taken_count < started_count && done[taken_count]; ++taken_count) {
      take(checks[taken_count], std::move(*done[taken_count]));
    }
  }
}

}  // namespace vigil::cli
