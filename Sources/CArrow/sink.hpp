// A file on the disk that is written from its start.
#pragma once
#include <arrow/io/interfaces.h>
#include <arrow/util/io_util.h>
#include <unistd.h>

#include <cerrno>

#include "boundary.hpp"

namespace carrow {

/// Takes over an open descriptor.
///
/// Writing never fails: Arrow ends the process when its content-defined chunking meets a full disk
/// (ColumnWriter::WriteArrow checks a status with ARROW_CHECK_OK). What went wrong is kept, nothing more is written, and
/// `failure` tells it.
class Sink final : public arrow::io::OutputStream {
public:
    explicit Sink(int descriptor) : descriptor_(descriptor) {}
    ~Sink() override { close(descriptor_); }

    const arrow::Status &failure() const { return failure_; }

    arrow::Status Write(const void *data, int64_t count) override {
        const char *rest = static_cast<const char *>(data);
        position_ += count;
        while (count > 0 && failure_.ok()) {
            const ssize_t written = write(descriptor_, rest, static_cast<size_t>(count));
            if (written >= 0) {
                rest += written;
                count -= written;
            } else if (errno != EINTR) {
                fail();
            }
        }
        return arrow::Status::OK();
    }
    using OutputStream::Write;

    /// Waits until all of it is on the disk.
    void synchronize() {
        if (failure_.ok() && fsync(descriptor_) != 0) fail();
    }

    arrow::Result<int64_t> Tell() const override { return position_; }
    arrow::Status Close() override {
        closed_ = true;
        return arrow::Status::OK();
    }
    bool closed() const override { return closed_; }

private:
    int descriptor_;
    int64_t position_ = 0;
    bool closed_ = false;
    arrow::Status failure_;

    void fail() { failure_ = arrow::internal::IOErrorFromErrno(errno, "the file cannot be written"); }
};

}  // namespace carrow
