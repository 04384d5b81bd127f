// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.observability.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** Counts the spans of failed exports. */
final class LossCountingExporter implements SpanExporter {

    private final SpanExporter delegate;
    private final SpanLosses losses;

    LossCountingExporter(SpanExporter delegate, SpanLosses losses) {
        this.delegate = delegate;
        this.losses = losses;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int size = spans.size();
        CompletableResultCode result = delegate.export(spans);
        return result.whenComplete(() -> {
            if (!result.isSuccess()) {
                losses.exportFailed(size);
            }
        });
    }

    @Override
    public CompletableResultCode flush() {
        return delegate.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return delegate.shutdown();
    }
}
