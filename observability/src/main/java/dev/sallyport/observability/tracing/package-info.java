// SPDX-License-Identifier: Apache-2.0
/** Calls and attempts as OpenTelemetry spans, exported by OTLP. */
@NullMarked
package dev.sallyport.observability.tracing;

import org.jspecify.annotations.NullMarked;
