// SPDX-License-Identifier: Apache-2.0
/** Telemetry of proxied calls, put together from its adapters. */
@NullMarked
package dev.sallyport.observability;

import org.jspecify.annotations.NullMarked;
