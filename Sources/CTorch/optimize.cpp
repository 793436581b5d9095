#include <c10/core/GradMode.h>

#include "boundary.hpp"

using namespace ctorch;

ctorch_error ctorch_total_norm(double *out, const ctorch_tensor *tensors, int count) noexcept {
    return guarded([&] {
        const auto all = list(tensors, count);
        *out = all.empty() ? 0.0 : at::stack(at::_foreach_norm(all)).norm().item().toDouble();
    });
}

ctorch_error ctorch_scale_all(const ctorch_tensor *tensors, int count, double factor) noexcept {
    return guarded([&] { at::_foreach_mul_(list(tensors, count), factor); });
}

ctorch_error ctorch_add_all(const ctorch_tensor *tensors, int count, double value) noexcept {
    return guarded([&] {
        c10::AutoGradMode guard(false);
        if (count > 0) at::_foreach_add_(list(tensors, count), value);
    });
}

ctorch_error ctorch_decay_rows(ctorch_tensor *out, ctorch_tensor parameter, ctorch_tensor gradient, ctorch_tensor reached, double factor) noexcept {
    return returning(out, [&] {
        c10::AutoGradMode guard(false);
        const auto [least, greatest] = at::aminmax(value(gradient), /*dim=*/1);
        const auto rows = value(reached).logical_or(least.ne(0)).logical_or(greatest.ne(0));
        const auto factors = at::ones_like(least).masked_fill_(rows, factor);
        reference(parameter).mul_(factors.unsqueeze(1));
        return rows;
    });
}

ctorch_error ctorch_adamw(const ctorch_tensor *parameters, const ctorch_tensor *gradients, const ctorch_tensor *first_moments,
                          const ctorch_tensor *second_moments, const ctorch_tensor *steps, int count, double learning_rate, double beta1, double beta2,
                          double weight_decay, double epsilon) noexcept {
    return guarded([&] {
        if (count == 0) return;
        c10::AutoGradMode guard(false);
        auto weights = list(parameters, count), slopes = list(gradients, count), first = list(first_moments, count), second = list(second_moments, count);
        at::_fused_adamw_(weights, slopes, first, second, /*max_exp_avg_sqs=*/{}, list(steps, count), learning_rate, beta1, beta2, weight_decay, epsilon,
                          /*amsgrad=*/false, /*maximize=*/false);
    });
}
