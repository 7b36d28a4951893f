// SPDX-License-Identifier: MIT
#include "checker/cli/output_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace vigil::cli {

namespace {

[[nodiscard]] std::string complaint(const std::string& path) {
  return fmt::format("-o {}: the file cannot be written: {}", path, std::strerror(errno));
}

/// What a new file of this user would get.
[[nodiscard]] mode_t default_mode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

}  // namespace

OutputFile::~OutputFile() { discard(); }

std::string OutputFile::open() {
  if (path_.empty()) return {};
  struct stat status {};
  const bool exists = stat(path_.c_str(), &status) == 0;
  mode_t mode = default_mode();
  int target = -1;
  if (exists && !S_ISREG(status.st_mode)) {
    target = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    if (exists) {
      mode = status.st_mode & 07777;
      if (char* const real = realpath(path_.c_str(), nullptr); real != nullptr) {
        path_ = real;  // a link stays a link
        std::free(real);
      }
    }
    temporary_ = path_ + ".XXXXXX";
    target = mkstemp(temporary_.data());
    if (target < 0) temporary_.clear();
  }
  if (target < 0) return complaint(path_);
  if (!temporary_.empty()) static_cast<void>(fchmod(target, mode));
  std::fflush(stdout);
  saved_stdout_ = dup(STDOUT_FILENO);
  const bool redirected = dup2(target, STDOUT_FILENO) >= 0;
  close(target);
  return redirected ? std::string{} : complaint(path_);
}

std::string OutputFile::commit() {
  if (path_.empty()) return {};
  const bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  std::string error = written ? std::string{} : complaint(path_);
  restore_stdout();
  if (!error.empty()) {
    discard();
    return error;
  }
  if (!temporary_.empty() && std::rename(temporary_.c_str(), path_.c_str()) != 0) {
    error = complaint(path_);
    discard();
    return error;
  }
  temporary_.clear();
  return {};
}

void OutputFile::restore_stdout() {
  if (saved_stdout_ < 0) return;
  dup2(saved_stdout_, STDOUT_FILENO);
  close(saved_stdout_);
  saved_stdout_ = -1;
}

void OutputFile::discard() {
  if (saved_stdout_ >= 0) {
    std::fflush(stdout);
    restore_stdout();
  }
  if (!temporary_.empty()) unlink(temporary_.c_str());
  temporary_.clear();
}

}  // namespace vigil::cli
