// SPDX-License-Identifier: Apache-2.0
/** The control plane: the HTTP API that integrations, connections and keys are managed by. */
@NullMarked
package dev.sallyport.gateway.control;

import org.jspecify.annotations.NullMarked;
