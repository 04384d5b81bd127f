// SPDX-License-Identifier: Apache-2.0
/** What a developer gets without configuring anything: an upstream to call and a connection to call it with. */
@NullMarked
package dev.sallyport.gateway.demo;

import org.jspecify.annotations.NullMarked;
