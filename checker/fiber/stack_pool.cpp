// SPDX-License-Identifier: MIT
#include "checker/fiber/stack_pool.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <new>

namespace vigil::detail {

namespace {
std::size_t page_bytes() {
  static const std::size_t bytes = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return bytes;
}
}  // namespace

GuardedStack::GuardedStack(std::size_t usable_bytes) {
  const std::size_t page = page_bytes();
  usable_bytes_ = (usable_bytes + page - 1) / page * page;
  base_ = mmap(nullptr, usable_bytes_ + page, PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (base_ == MAP_FAILED) throw std::bad_alloc();
  if (mprotect(base_, page, PROT_NONE) != 0) {
    munmap(base_, usable_bytes_ + page);
    throw std::bad_alloc();
  }
  bottom_ = static_cast<char*>(base_) + page;
}

GuardedStack::~GuardedStack() { munmap(base_, usable_bytes_ + page_bytes()); }

void* GuardedStack::top() const { return static_cast<char*>(bottom_) + usable_bytes_; }

bool GuardedStack::guards(const void* address) const {
  return address >= base_ && address < bottom_;
}

}  // namespace vigil::detail
