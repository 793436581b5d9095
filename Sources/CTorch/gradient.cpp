#include <c10/core/GradMode.h>

#include "boundary.hpp"

using namespace ctorch;

bool ctorch_is_gradient_enabled(void) noexcept { return c10::GradMode::is_enabled(); }

void ctorch_set_gradient_enabled(bool enabled) noexcept { c10::GradMode::set_enabled(enabled); }

bool ctorch_requires_gradient(ctorch_tensor tensor) noexcept { return value(tensor).requires_grad(); }

ctorch_error ctorch_set_requires_gradient(ctorch_tensor tensor, bool required) noexcept {
    return guarded([&] { reference(tensor).set_requires_grad(required); });
}

ctorch_error ctorch_gradient(ctorch_tensor *out, ctorch_tensor tensor) noexcept {
    return guarded([&] {
        const at::Tensor &gradient = value(tensor).grad();
        *out = gradient.defined() ? handle(gradient) : ctorch_tensor{nullptr};
    });
}

ctorch_error ctorch_clear_gradient(ctorch_tensor tensor) noexcept {
    return guarded([&] { reference(tensor).mutable_grad().reset(); });
}

ctorch_error ctorch_backward(ctorch_tensor loss) noexcept {
    return guarded([&] { value(loss).backward(); });
}
