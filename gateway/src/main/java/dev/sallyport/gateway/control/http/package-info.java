// SPDX-License-Identifier: Apache-2.0
/** What every control plane endpoint shares: who may call, reading the request, writing the answer. */
@NullMarked
package dev.sallyport.gateway.control.http;

import org.jspecify.annotations.NullMarked;
