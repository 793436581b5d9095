// A file whose bytes come from a callback.
#pragma once
#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>

#include <memory>

#include "boundary.hpp"

namespace carrow {

/// Releases the source's context when it is destroyed.
class SourceFile final : public arrow::io::RandomAccessFile {
public:
    explicit SourceFile(carrow_source source) : source_(source) {}
    ~SourceFile() override { source_.release(source_.context); }

    arrow::Status Close() override {
        closed_ = true;
        return arrow::Status::OK();
    }
    bool closed() const override { return closed_; }
    arrow::Result<int64_t> Tell() const override { return position_; }
    arrow::Status Seek(int64_t position) override {
        position_ = position;
        return arrow::Status::OK();
    }
    arrow::Result<int64_t> GetSize() override { return source_.size; }

    arrow::Result<int64_t> ReadAt(int64_t position, int64_t count, void *out) override {
        if (position < 0 || count < 0 || position > source_.size)
            return arrow::Status::IOError("the file tells to read ", count, " bytes at ", position, " and has ", source_.size);
        count = std::min(count, source_.size - position);
        if (count > 0 && !source_.read(source_.context, position, count, out)) return arrow::Status::IOError("the file could not be read");
        return count;
    }
    arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(int64_t position, int64_t count) override {
        // A damaged file may ask for more than there is.
        const int64_t room = position < 0 || position > source_.size ? 0 : std::max<int64_t>(0, std::min(count, source_.size - position));
        ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(room, pool()));
        ARROW_ASSIGN_OR_RAISE(const int64_t found, ReadAt(position, room, buffer->mutable_data()));
        ARROW_RETURN_NOT_OK(buffer->Resize(found));
        return std::shared_ptr<arrow::Buffer>(std::move(buffer));
    }
    using RandomAccessFile::ReadAt;

    arrow::Result<int64_t> Read(int64_t count, void *out) override {
        ARROW_ASSIGN_OR_RAISE(const int64_t found, ReadAt(position_, count, out));
        position_ += found;
        return found;
    }
    arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t count) override {
        ARROW_ASSIGN_OR_RAISE(auto buffer, ReadAt(position_, count));
        position_ += buffer->size();
        return buffer;
    }

private:
    carrow_source source_;
    int64_t position_ = 0;
    bool closed_ = false;
};

/// Takes over the source, whatever happens afterwards.
inline std::shared_ptr<SourceFile> open(carrow_source source) {
    try {
        return std::make_shared<SourceFile>(source);
    } catch (...) {
        source.release(source.context);
        throw;
    }
}

}  // namespace carrow
