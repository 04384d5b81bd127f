// SPDX-License-Identifier: Apache-2.0
/** Integrations: an environment's configuration of a provider. */
@NullMarked
package dev.sallyport.filters.integration;

import org.jspecify.annotations.NullMarked;
