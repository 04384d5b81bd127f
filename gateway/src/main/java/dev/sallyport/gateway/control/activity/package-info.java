// SPDX-License-Identifier: Apache-2.0
/** What happened to calls, for those who find out why one failed: the API of the activity page, and its files. */
@NullMarked
package dev.sallyport.gateway.control.activity;

import org.jspecify.annotations.NullMarked;
