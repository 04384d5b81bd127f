// SPDX-License-Identifier: Apache-2.0
/** The executable jar as a process, seen from outside: HTTP by raw socket in front, scripted upstreams behind. */
@NullMarked
package dev.sallyport.gateway.blackbox;

import org.jspecify.annotations.NullMarked;
